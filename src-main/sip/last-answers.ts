import type { Clock } from '../base/clock';
import type { Wire } from './transport/wire';

const LOOK_MS = 10;

/** Resolves when every BYE and CANCEL has its answer, or after `patienceMs`: lost ones are repeated until then. */
export function lastAnswers(wire: Wire, clock: Clock, patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const look = (leftMs: number): void => {
      if (wire.unanswered === 0 || leftMs <= 0) resolve();
      else
        clock.after(LOOK_MS, () => {
          look(leftMs - LOOK_MS);
        });
    };
    // BYEs are sent on the next tick: sip.js' transport is asynchronous.
    clock.after(0, () => {
      look(patienceMs);
    });
  });
}
