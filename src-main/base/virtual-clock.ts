import type { Clock } from './clock';
import { disposable, type Disposable } from './disposable';

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until `advance`: for tests and simulations. */
export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #elapsedMs = 0;
  #order = 0;

  constructor(private readonly startMs = 1_700_000_000_000) {}

  /** Timers that have not yet fired: a leak check. */
  get pending(): number {
    return this.#timers.size;
  }

  nowMs(): number {
    return this.startMs + this.#elapsedMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  after(delayMs: number, callback: () => void): Disposable {
    const timer: Timer = { dueMs: this.#elapsedMs + Math.max(0, delayMs), order: this.#order++, callback };
    this.#timers.add(timer);
    return disposable(() => this.#timers.delete(timer));
  }

  every(periodMs: number, callback: () => void): Disposable {
    let current = this.after(periodMs, tick);
    const schedule = (): Disposable => this.after(periodMs, tick);
    function tick(): void {
      current = schedule();
      callback();
    }
    return disposable(() => {
      current.dispose();
    });
  }

  /** Moves time on, firing due timers in order, each at its own moment. */
  advance(ms: number): void {
    const endMs = this.#elapsedMs + ms;
    for (let next = this.#next(endMs); next; next = this.#next(endMs)) {
      this.#timers.delete(next);
      this.#elapsedMs = Math.max(this.#elapsedMs, next.dueMs);
      next.callback();
    }
    this.#elapsedMs = endMs;
  }

  /** Time passes but nothing runs, as in a process that was blocked or suspended; what fell due fires at the next `advance`, late. */
  stall(ms: number): void {
    this.#elapsedMs += ms;
  }

  #next(endMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs > endMs) continue;
      if (!first || timer.dueMs < first.dueMs || (timer.dueMs === first.dueMs && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}
