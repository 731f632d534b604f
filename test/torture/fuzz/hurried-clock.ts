import type { Clock } from '../../../src-main/base/clock';
import { systemClock } from '../../../src-main/base/system-clock';

const HURRY = 100;

/** A clock whose seconds are hundredths: a line registers once a second at most, and fuzzing cannot wait for that. */
export const hurriedClock: Clock = {
  nowMs: () => systemClock.nowMs(),
  monotonicMs: () => systemClock.monotonicMs() * HURRY,
  after: (delayMs, callback) => systemClock.after(delayMs / HURRY, callback),
  every: (periodMs, callback) => systemClock.every(periodMs / HURRY, callback),
};
