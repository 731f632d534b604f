import type { Clock } from '../../../src-main/base/clock';
import type { Disposable } from '../../../src-main/base/disposable';
import { VirtualClock } from '../../../src-main/base/virtual-clock';

/** How far it may lag behind the real clock, milliseconds. */
const TICK_MS = 5;

/** Runs with the real clock, and can be turned forward: for what takes minutes between messages that take none. */
export class TurnedClock implements Clock, Disposable {
  readonly #virtual = new VirtualClock(Date.now());
  readonly #ticker: NodeJS.Timeout;
  #seenMs = performance.now();

  constructor() {
    this.#ticker = setInterval(() => {
      const nowMs = performance.now();
      const passedMs = nowMs - this.#seenMs;
      this.#seenMs = nowMs;
      this.#virtual.advance(passedMs);
    }, TICK_MS);
  }

  nowMs(): number {
    return this.#virtual.nowMs();
  }

  monotonicMs(): number {
    return this.#virtual.monotonicMs();
  }

  after(delayMs: number, callback: () => void): Disposable {
    return this.#virtual.after(delayMs, callback);
  }

  every(periodMs: number, callback: () => void): Disposable {
    return this.#virtual.every(periodMs, callback);
  }

  turn(ms: number): void {
    this.#virtual.advance(ms);
  }

  dispose(): void {
    clearInterval(this.#ticker);
  }
}
