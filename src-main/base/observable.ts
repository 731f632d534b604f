import type { Disposable } from './disposable';
import { Signal, type Event } from './signal';

/** A value that can be read now and heard when it changes. */
export interface Observed<T> {
  readonly value: T;
  readonly changed: Event<T>;
}

/**
 * The writing end of an `Observed`. Setting what was there already (as `same` sees it) is not a change,
 * so a listener never hears twice in a row of the same thing.
 */
export class Observable<T> implements Observed<T>, Disposable {
  readonly #signal = new Signal<T>();
  readonly #same: (a: T, b: T) => boolean;
  #value: T;

  constructor(initial: T, same: (a: T, b: T) => boolean = Object.is) {
    this.#value = initial;
    this.#same = same;
  }

  readonly changed: Event<T> = (listener) => this.#signal.event(listener);

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (this.#same(this.#value, value)) return;
    this.#value = value;
    this.#signal.fire(value);
  }

  dispose(): void {
    this.#signal.dispose();
  }
}

/** Equality of plain data (no functions, no cycles), as sending it to another process would see it. */
export function sameData(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
