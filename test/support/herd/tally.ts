/** What happens, by the second. */
export class Tally {
  readonly #perSecond: number[] = [];

  add(atMs: number): void {
    const second = Math.floor(atMs / 1_000);
    this.#perSecond[second] = (this.#perSecond[second] ?? 0) + 1;
  }

  /** From one moment to another, whole seconds. */
  sum(fromMs: number, toMs: number): number {
    return this.#seconds(fromMs, toMs).reduce((all, count) => all + count, 0);
  }

  /** The most a second between two moments, as the mean over any `overS` seconds on end. */
  peak(fromMs: number, toMs: number, overS = 1): number {
    const seconds = this.#seconds(fromMs, toMs);
    let [running, most] = [0, 0];
    for (const [index, count] of seconds.entries()) {
      running += count - (index >= overS ? (seconds[index - overS] ?? 0) : 0);
      most = Math.max(most, running);
    }
    return most / overS;
  }

  #seconds(fromMs: number, toMs: number): number[] {
    const [from, to] = [Math.floor(fromMs / 1_000), Math.ceil(toMs / 1_000)];
    return Array.from({ length: to - from }, (_, index) => this.#perSecond[from + index] ?? 0);
  }
}
