import { resultLine } from '../support/result';

/** Counts and prints what was tried, for the runner outside. */
export class Report {
  #passed = 0;
  #failed = 0;

  /** Runs one check; a failure is a result, and the next one runs. */
  async check(name: string, body: () => Promise<void>): Promise<void> {
    const why = await body().then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (why === null) this.#passed += 1;
    else this.#failed += 1;
    console.log(resultLine({ name, why }));
  }

  /** The last line. */
  end(): void {
    console.log(`${String(this.#passed)} passed, ${String(this.#failed)} failed`);
  }
}

const DEADLINE_MS = 20_000;
const LOOK_MS = 2;

/** Waits until something is so; nothing in the guest tells when a light changes. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = performance.now() + DEADLINE_MS;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

export function expectThat(what: string, isSo: boolean): void {
  if (!isSo) throw new Error(`not so: ${what}`);
}
