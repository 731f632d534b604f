/**
 * Writes output reports one after the other, the latest of each id: a report holds the whole state of its lights, so
 * one that has not gone out yet is outdated by the next. Never holds more than one per id.
 */
export class WriteQueue {
  readonly #write: (report: Uint8Array) => Promise<void>;
  readonly #waiting = new Map<number, Uint8Array>();
  #busy: Promise<void> | undefined;

  /** @param write never rejects */
  constructor(write: (report: Uint8Array) => Promise<void>) {
    this.#write = write;
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
      await this.#write(report);
    }
    this.#busy = undefined;
  }
}
