import type { Registration, RegistrationFailure } from '../../phone/account/registration';

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
const SPANS = 200;

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
