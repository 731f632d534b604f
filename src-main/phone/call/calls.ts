import type { Party } from './party';
import { heldByUs, next, type Call, type CallEvent, type Ended, type LiveCall } from './call';
import type { CallId, SignallingCommand } from './signalling';

/** All calls, oldest first; ended ones linger so that one reads why. */
export interface Calls {
  readonly calls: readonly Call[];
  /** The call that was last given the voice; never one that rings or has ended. */
  readonly activeId: CallId | null;
}

export const NO_CALLS: Calls = { calls: [], activeId: null };

/** More live calls than this are refused: out with a failure, in with 486. */
export const MAX_LIVE_CALLS = 8;
/** How long an ended call stays visible. */
export const ENDED_LINGER_MS = 6_000;

/** What the history must be told, in this order for each call: once started, perhaps answered, once ended. */
export type HistoryStep =
  | { readonly kind: 'started'; readonly call: LiveCall }
  | { readonly kind: 'answered'; readonly callId: CallId; readonly remote: Party; readonly atMs: number }
  | { readonly kind: 'ended'; readonly call: Ended };

/** The outcome of a command or event: the new state, and what the world must be told, in order. */
export interface Step {
  readonly state: Calls;
  readonly commands: readonly SignallingCommand[];
  readonly history: readonly HistoryStep[];
}

export function unchanged(state: Calls): Step {
  return { state, commands: [], history: [] };
}

export function find(state: Calls, id: CallId): Call | undefined {
  return state.calls.find((call) => call.id === id);
}

export function isLive(call: Call): call is LiveCall {
  return call.state !== 'ended';
}

export function liveCalls(state: Calls): readonly LiveCall[] {
  return state.calls.filter(isLive);
}

/** Taken up by the person: dialled, being answered or answered; not one that merely rings. */
export function isEngaged(call: Call): boolean {
  return call.state === 'calling' || call.state === 'answering' || call.state === 'established';
}

/** The one call the microphone may reach; `null` while all are held. */
export function speakingId(state: Calls): CallId | null {
  const active = state.activeId === null ? undefined : find(state, state.activeId);
  if (!active) return null;
  if (active.state !== 'established') return active.id;
  const held = active.pendingHold === null ? heldByUs(active.hold) : active.pendingHold === 'hold';
  return held ? null : active.id;
}

/** Applies one event to one call; others and unknown ids stay as they are. */
export function apply(state: Calls, id: CallId, event: CallEvent): Calls {
  return { ...state, calls: state.calls.map((call) => (call.id === id ? next(call, event) : call)) };
}

/** Restores the rules between calls: who is active, and which ringing call only beeps. */
export function settle(state: Calls): Calls {
  const engaged = state.calls.filter(isEngaged);
  const activeId = engaged.some(({ id }) => id === state.activeId)
    ? state.activeId
    : (engaged.at(-1)?.id ?? null);
  const waiting = engaged.length > 0;
  const calls = state.calls.map((call) => next(call, { kind: 'waiting', waiting }));
  return { calls, activeId };
}
