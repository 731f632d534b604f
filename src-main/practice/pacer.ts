import type { Clock } from '../base/clock';
import { disposable, type Disposable } from '../base/disposable';

/** Later than this the missed steps are left out instead of being sent in a burst. */
const MAX_LATE_STEPS = 5;

/**
 * Calls `onStep` every `periodMs` without drift: each deadline is counted from the first, not from the last wake-up.
 * `onStep` hears how many periods have passed since the one before: 1, or more after the machine slept.
 */
export function paced(clock: Clock, periodMs: number, onStep: (periods: number) => void): Disposable {
  let dueMs = clock.monotonicMs() + periodMs;
  let isStopped = false;
  let timer = clock.after(periodMs, step);
  function step(): void {
    const lateSteps = Math.floor((clock.monotonicMs() - dueMs) / periodMs);
    const periods = lateSteps > MAX_LATE_STEPS ? lateSteps + 1 : 1;
    dueMs += periods * periodMs;
    onStep(periods);
    if (!isStopped) timer = clock.after(Math.max(0, dueMs - clock.monotonicMs()), step);
  }
  return disposable(() => {
    isStopped = true;
    timer.dispose();
  });
}
