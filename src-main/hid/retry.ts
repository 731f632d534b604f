/** After the first failure a device may be opened again at once: that is what unplugging and plugging looks like. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** One that stayed open this long is well again. */
const WELL_AFTER_MS = 10_000;

/** How long to leave a device alone that fails whenever it is opened. */
export class Retry {
  #failures = 0;
  #openedAtMs = Number.POSITIVE_INFINITY;
  #notBeforeMs = 0;
  #why = '';

  /** What the last failure said. */
  get why(): string {
    return this.#why;
  }

  opened(nowMs: number): void {
    this.#openedAtMs = nowMs;
  }

  /** Opening or reading failed. */
  failed(nowMs: number, why: string): void {
    if (nowMs - this.#openedAtMs >= WELL_AFTER_MS) this.#failures = 0;
    const waitMs = this.#failures === 0 ? 0 : FIRST_WAIT_MS * 2 ** Math.min(this.#failures - 1, 10);
    this.#failures += 1;
    this.#openedAtMs = Number.POSITIVE_INFINITY;
    this.#why = why;
    this.#notBeforeMs = nowMs + Math.min(waitMs, LONGEST_WAIT_MS);
  }

  /** Milliseconds until it may be tried again. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.#notBeforeMs - nowMs);
  }
}
