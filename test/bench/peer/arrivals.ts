import { within } from '../../support/deadline';

interface Waiter<T> {
  readonly fits: (value: T) => boolean;
  readonly take: (value: T) => void;
}

/** What arrived and was not asked for yet. Taken in any order; who waits gets it at once, without a turn in between. */
export class Arrivals<T> {
  readonly #waiting = new Set<Waiter<T>>();
  #values: T[] = [];

  put(value: T): void {
    const waiter = [...this.#waiting].find(({ fits }) => fits(value));
    if (!waiter) {
      this.#values.push(value);
      return;
    }
    this.#waiting.delete(waiter);
    waiter.take(value);
  }

  clear(): void {
    this.#values = [];
  }

  async next(ms: number, what: string, fits: (value: T) => boolean = () => true): Promise<T> {
    const at = this.#values.findIndex(fits);
    const [known] = at < 0 ? [] : this.#values.splice(at, 1);
    if (known !== undefined) return known;
    let waiter: Waiter<T> | undefined;
    const coming = new Promise<T>((take) => {
      waiter = { fits, take };
      this.#waiting.add(waiter);
    });
    try {
      return await within(ms, what, coming);
    } finally {
      if (waiter) this.#waiting.delete(waiter);
    }
  }
}
