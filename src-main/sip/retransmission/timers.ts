import { Timers } from 'sip.js/lib/core/index.js';

/** RFC 3261 §17 timers, milliseconds. */
export interface SipTimers {
  /** Estimated round trip. */
  readonly t1Ms: number;
  /** Longest interval between retransmissions. */
  readonly t2Ms: number;
  /** Longest life of a message in the network. */
  readonly t4Ms: number;
}

export const RFC_TIMERS: SipTimers = { t1Ms: 500, t2Ms: 4_000, t4Ms: 5_000 };

/** Timers B, D, F, H and J: how long a transaction lives without an answer. */
export function transactionMs(timers: SipTimers): number {
  return 64 * timers.t1Ms;
}

/** sip.js keeps its timers in one object for the whole process; this sets them, tests make them short. */
export function setStackTimers({ t1Ms, t2Ms, t4Ms }: SipTimers): void {
  Object.assign(Timers, { T1: t1Ms, T2: t2Ms, T4: t4Ms });
  // D, I, J and K stay 0 as shipped: absorbing what comes twice happens in this folder, below sip.js.
  for (const name of ['B', 'F', 'H', 'L', 'M', 'N'] as const) Timers[`TIMER_${name}`] = 64 * t1Ms;
}
