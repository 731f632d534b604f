import { disposable, type Disposable } from './disposable';

/** An event is a function that takes a listener and returns what ends the listening. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/**
 * The firing end of an `Event`. Listeners are called in order of registration; one that throws does not keep
 * the others from hearing: its error goes to `onError`.
 */
export class Signal<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void = rethrowLater) {
    this.#onError = onError;
  }

  readonly event: Event<T> = (listener) => {
    // A wrapper, so that the same function may listen twice and leave once.
    const entry = (value: T): void => {
      listener(value);
    };
    this.#listeners.add(entry);
    return disposable(() => this.#listeners.delete(entry));
  };

  get listenerCount(): number {
    return this.#listeners.size;
  }

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

/** An error in a listener is a bug: it must surface, but not in the middle of someone else's loop. */
function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
