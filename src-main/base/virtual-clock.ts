import type { Clock } from './clock';
import { disposable, type Disposable } from './disposable';

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  /** `null` once disposed: it stays in the heap until its time has come. */
  callback: (() => void) | null;
}

/** A clock that stands still until `advance`: for tests and simulations. A hundred thousand timers are no burden. */
export class VirtualClock implements Clock {
  /** A binary heap: no timer is due before its parent, at half its index. */
  readonly #heap: Timer[] = [];
  #pending = 0;
  #elapsedMs = 0;
  #order = 0;

  constructor(private readonly startMs = 1_700_000_000_000) {}

  /** Timers that have not yet fired: a leak check. */
  get pending(): number {
    return this.#pending;
  }

  /** On the scale of `monotonicMs`; `null` when nothing is to fire. */
  get nextDueMs(): number | null {
    return this.#first()?.dueMs ?? null;
  }

  nowMs(): number {
    return this.startMs + this.#elapsedMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  after(delayMs: number, callback: () => void): Disposable {
    const timer: Timer = { dueMs: this.#elapsedMs + Math.max(0, delayMs), order: this.#order++, callback };
    this.#pending++;
    this.#push(timer);
    return disposable(() => {
      this.#take(timer);
    });
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
    for (let next = this.#first(); next && next.dueMs <= endMs; next = this.#first()) {
      this.#pop();
      this.#elapsedMs = Math.max(this.#elapsedMs, next.dueMs);
      this.#take(next)?.();
    }
    this.#elapsedMs = endMs;
  }

  /** Time passes but nothing runs, as in a process that was blocked or suspended; what fell due fires at the next `advance`, late. */
  stall(ms: number): void {
    this.#elapsedMs += ms;
  }

  /** The callback, once: then the timer is spent. */
  #take(timer: Timer): (() => void) | null {
    const { callback } = timer;
    if (callback) this.#pending--;
    timer.callback = null;
    return callback;
  }

  #first(): Timer | undefined {
    while (this.#heap[0]?.callback === null) this.#pop();
    return this.#heap[0];
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    for (let parent = heap[(at - 1) >> 1]; at > 0 && parent && isEarlier(timer, parent);) {
      heap[at] = parent;
      at = (at - 1) >> 1;
      parent = heap[(at - 1) >> 1];
    }
    heap[at] = timer;
  }

  /** Takes the root out; the last one sinks from there. */
  #pop(): void {
    const heap = this.#heap;
    const sinking = heap.pop();
    if (!sinking || heap.length === 0) return;
    let at = 0;
    for (let child = this.#earlierChild(at); child !== null; child = this.#earlierChild(at)) {
      const timer = heap[child];
      if (!timer || isEarlier(sinking, timer)) break;
      heap[at] = timer;
      at = child;
    }
    heap[at] = sinking;
  }

  /** The index of the child that fires first; `null` at a leaf. */
  #earlierChild(at: number): number | null {
    const [left, right] = [this.#heap[2 * at + 1], this.#heap[2 * at + 2]];
    if (!left) return null;
    return right && isEarlier(right, left) ? 2 * at + 2 : 2 * at + 1;
  }
}

function isEarlier(a: Timer, b: Timer): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
