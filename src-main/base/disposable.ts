/** Something opened that must be closed. Whoever opens, closes; closing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** A disposable that runs `close` once, however often it is disposed. */
export function disposable(close: () => void): Disposable {
  let open = true;
  return {
    dispose() {
      if (!open) return;
      open = false;
      close();
    },
  };
}

export const NOTHING_TO_DISPOSE: Disposable = { dispose: () => undefined };

/**
 * Owns several disposables and closes them in reverse order of opening.
 * What is added after it was disposed is closed at once, so that an answer that comes late leaks nothing.
 */
export class DisposableStore implements Disposable {
  readonly #owned = new Set<Disposable>();
  #disposed = false;

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** How many are open: for leak checks in tests. */
  get size(): number {
    return this.#owned.size;
  }

  add<T extends Disposable>(owned: T): T {
    if (this.#disposed) owned.dispose();
    else this.#owned.add(owned);
    return owned;
  }

  /** Closes one before the others. */
  release(owned: Disposable): void {
    if (this.#owned.delete(owned)) owned.dispose();
  }

  /** All are closed even if one throws; the first error is then thrown. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const errors: unknown[] = [];
    for (const owned of [...this.#owned].reverse()) {
      try {
        owned.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#owned.clear();
    if (errors.length > 0) throw errors[0];
  }
}
