/** Values that come from outside in their order, awaited with a deadline. */
export class Inbox<T> {
  readonly #values: T[] = [];
  #wake: () => void = () => undefined;

  get size(): number {
    return this.#values.length;
  }

  peek(): T | undefined {
    return this.#values[0];
  }

  put(value: T): void {
    this.#values.push(value);
    this.#wake();
  }

  take(): T | undefined {
    return this.#values.shift();
  }

  clear(): void {
    this.#values.length = 0;
  }

  /** The next value that fits, wherever it stands; others stay. */
  async nextThat(fits: (value: T) => boolean, deadlineMs: number): Promise<T | undefined> {
    const endMs = Date.now() + deadlineMs;
    for (;;) {
      const index = this.#values.findIndex(fits);
      if (index >= 0) return this.#values.splice(index, 1)[0];
      const leftMs = endMs - Date.now();
      if (leftMs <= 0) return undefined;
      await this.#more(leftMs);
    }
  }

  /** The next value, or `undefined` when none came in time. */
  async next(deadlineMs: number): Promise<T | undefined> {
    if (this.#values.length === 0) await this.#more(deadlineMs);
    return this.#values.shift();
  }

  async #more(deadlineMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, deadlineMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Resolves when `holds` does; rejects with `what` after the deadline. */
export async function until(holds: () => boolean, what: string, deadlineMs = 5_000): Promise<void> {
  const endMs = Date.now() + deadlineMs;
  while (!holds()) {
    if (Date.now() > endMs) throw new Error(`did not happen in ${String(deadlineMs)} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
