import type { Clock } from '../base/clock';
import { disposable, type Disposable } from '../base/disposable';

/** RFC 3261 §17.1.1.1: the round trip estimate. */
export const T1_MS = 500;
/** The longest interval between retransmissions of non-INVITE requests and INVITE responses. */
export const T2_MS = 4000;
/** The longest time a message stays in the network. */
export const T4_MS = 5000;
/** Timers B, F, H, J, L, M: how long anything is tried, or duplicates are expected. */
export const GIVE_UP_MS = 64 * T1_MS;

export interface Retransmission {
  readonly clock: Clock;
  /** The longest interval; timer A has none (RFC 3261 §17.1.1.2). */
  readonly maxIntervalMs?: number;
  readonly send: () => void;
  /** After 64·T1, unless disposed before. */
  readonly onGiveUp: () => void;
}

/** Sends again after T1, 2·T1, 4·T1 … and gives up after 64·T1. The first sending is the caller's. */
export function retransmitting(options: Retransmission): Disposable {
  const { clock, maxIntervalMs = Infinity } = options;
  let intervalMs = T1_MS;
  let again = clock.after(intervalMs, repeat);
  const giveUp = clock.after(GIVE_UP_MS, () => {
    again.dispose();
    options.onGiveUp();
  });
  function repeat(): void {
    intervalMs = Math.min(intervalMs * 2, maxIntervalMs);
    again = clock.after(intervalMs, repeat);
    options.send();
  }
  return disposable(() => {
    again.dispose();
    giveUp.dispose();
  });
}
