import type { Registration, RegistrationFailure } from './registration';

/** A stretch of time in which calls could reach a line, or could not. Wall-clock milliseconds. */
export type ReachabilitySpan =
  | { readonly kind: 'reachable'; readonly fromMs: number; readonly toMs: number | null }
  | {
      readonly kind: 'unreachable';
      readonly fromMs: number;
      /** `null`: still. */
      readonly toMs: number | null;
      /** The latest reason known. */
      readonly why: RegistrationFailure | null;
    };

/** Oldest first; only the last may be open. */
export type ReachabilityHistory = readonly ReachabilitySpan[];

/** Enough for a bad week; then the oldest are forgotten. */
export const SPANS = 200;

/** The history after a line reported how its registration stands; itself when that says nothing new. */
export function reachabilityAfter(
  history: ReachabilityHistory,
  registration: Registration,
  nowMs: number,
): ReachabilityHistory {
  const last = history.at(-1);
  const open = last?.toMs === null ? last : undefined;
  switch (registration.state) {
    case 'registered':
      return open?.kind === 'reachable'
        ? history
        : started(history, { kind: 'reachable', fromMs: nowMs, toMs: null }, nowMs);
    case 'failed':
      return unreachable(history, registration.why, nowMs);
    case 'registering':
      // The connection broke; before the first registration nothing is known yet.
      return open?.kind === 'reachable' ? unreachable(history, null, nowMs) : history;
    case 'off':
    case 'password-needed':
      return open ? closed(history, nowMs) : history;
  }
}

function unreachable(
  history: ReachabilityHistory,
  why: RegistrationFailure | null,
  nowMs: number,
): ReachabilityHistory {
  const last = history.at(-1);
  if (last?.kind === 'unreachable' && last.toMs === null) return [...history.slice(0, -1), { ...last, why }];
  return started(history, { kind: 'unreachable', fromMs: nowMs, toMs: null, why }, nowMs);
}

function started(history: ReachabilityHistory, span: ReachabilitySpan, nowMs: number): ReachabilityHistory {
  return [...closed(history, nowMs), span].slice(-SPANS);
}

function closed(history: ReachabilityHistory, nowMs: number): ReachabilityHistory {
  const last = history.at(-1);
  return last?.toMs === null ? [...history.slice(0, -1), { ...last, toMs: nowMs }] : history;
}

/** Of a history what a person wants to see. Wall-clock milliseconds. */
export interface Reachability {
  /** Since when calls reach the line, or do not; `null`: nothing is known of now. */
  readonly now: { readonly reachable: boolean; readonly sinceMs: number } | null;
  /** When they did not, the newest first, without the one that lasts. */
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[];
}

const GAPS_SHOWN = 5;

export function reachabilityIn(history: ReachabilityHistory): Reachability {
  const last = history.at(-1);
  const now = last?.toMs === null ? { reachable: last.kind === 'reachable', sinceMs: last.fromMs } : null;
  const gaps = history.flatMap(({ kind, fromMs, toMs }) =>
    kind === 'unreachable' && toMs !== null ? [{ fromMs, toMs }] : [],
  );
  return { now, gaps: gaps.slice(-GAPS_SHOWN).reverse() };
}
