/** RFC 3711 §3.3.2 wants at least 64; later packets are too late to be played anyway. */
const WINDOW = 256;

/** Lets each index of an authenticated stream pass once. To be asked before, and told after, authentication. */
export class IndexWindow {
  /** Each slot holds the index that was seen there last. */
  readonly #seen = new Float64Array(WINDOW).fill(-1);
  #highest = -1;

  /** −1 before the first. */
  get highest(): number {
    return this.#highest;
  }

  isFresh(index: number): boolean {
    return index > this.#highest - WINDOW && this.#seen[index % WINDOW] !== index;
  }

  saw(index: number): void {
    this.#seen[index % WINDOW] = index;
    if (index > this.#highest) this.#highest = index;
  }
}
