import type { Clock } from './clock';
import { disposable } from './disposable';

/** The real clock. `performance` and timers are web standards, so this needs neither Node nor a browser. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return disposable(() => {
      clearTimeout(timer);
    });
  },
  every(periodMs, callback) {
    const timer = setInterval(callback, periodMs);
    return disposable(() => {
      clearInterval(timer);
    });
  },
};
