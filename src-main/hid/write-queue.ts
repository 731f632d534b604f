import type { Result } from '../base/result';
import type { WriteFailure } from './found';

/**
 * Writes output reports one after the other, the latest of each id: a report holds the whole state of its lights, so
 * one that has not gone out yet is outdated by the next. Never holds more than one per id.
 */
export class WriteQueue {
  readonly #write: (report: Uint8Array) => Promise<Result<void, WriteFailure>>;
  readonly #failed: (failure: WriteFailure) => void;
  readonly #waiting = new Map<number, Uint8Array>();
  #busy: Promise<void> | undefined;

  constructor(
    write: (report: Uint8Array) => Promise<Result<void, WriteFailure>>,
    failed: (failure: WriteFailure) => void,
  ) {
    this.#write = write;
    this.#failed = failed;
  }

  /** @param report with its id, 0 for none, first */
  put(report: Uint8Array): void {
    const id = report[0] ?? 0;
    // Behind the others: order between ids follows the last change.
    this.#waiting.delete(id);
    this.#waiting.set(id, report);
    this.#busy ??= this.#drain();
  }

  /** Resolves when everything put so far is written or has failed. */
  async drained(): Promise<void> {
    await this.#busy;
  }

  async #drain(): Promise<void> {
    for (const [id, report] of this.#waiting) {
      this.#waiting.delete(id);
      const written = await this.#write(report);
      if (!written.ok) this.#failed(written.error);
    }
    this.#busy = undefined;
  }
}
