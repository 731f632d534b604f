import type { Disposable } from './disposable';

/** Time as a port, so that tests turn the hands. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970-01-01 UTC; may jump. For showing and storing. */
  nowMs(): number;
  /** Milliseconds since some fixed moment; never goes back. For measuring and timers. */
  monotonicMs(): number;
  /** Calls back once after `delayMs` unless disposed before. */
  after(delayMs: number, callback: () => void): Disposable;
  /** Calls back every `periodMs` until disposed. */
  every(periodMs: number, callback: () => void): Disposable;
}
