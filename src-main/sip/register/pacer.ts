import type { Clock } from '../../base/clock';
import { disposable, NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';

/** Between two REGISTERs, over all lines. */
const INTERVAL_MS = 1_000;

interface Waiting {
  readonly run: () => void;
}

/**
 * Lets all lines together send one REGISTER a second: twenty lines of one user behind one address look like an
 * attack otherwise. First come, first served; who wants another turn stands at the end of the queue again.
 */
export class RegisterPacer implements Disposable {
  readonly #waiting = new Set<Waiting>();
  #timer: Disposable = NOTHING_TO_DISPOSE;
  #freeAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: Clock) {}

  /** Calls back when it is our turn, at once when nobody was before. Disposing gives up the place. */
  turn(run: () => void): Disposable {
    const waiting = { run };
    this.#waiting.add(waiting);
    this.#next();
    return disposable(() => this.#waiting.delete(waiting));
  }

  /** A REGISTER went out that could not wait, the answer to a challenge: the others wait the longer. */
  spend(): void {
    this.#freeAtMs = Math.max(this.#freeAtMs, this.clock.monotonicMs()) + INTERVAL_MS;
    this.#next();
  }

  dispose(): void {
    this.#waiting.clear();
    this.#timer.dispose();
  }

  #next(): void {
    this.#timer.dispose();
    const [first] = this.#waiting;
    if (!first) return;
    const inMs = this.#freeAtMs - this.clock.monotonicMs();
    if (inMs > 0) {
      this.#timer = this.clock.after(inMs, () => {
        this.#next();
      });
      return;
    }
    this.#waiting.delete(first);
    this.spend();
    first.run();
  }
}
