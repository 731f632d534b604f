import { fail, ok, type Result } from '../../base/result';
import type { LiveCall } from './call';
import {
  apply,
  find,
  isLive,
  liveCalls,
  MAX_LIVE_CALLS,
  settle,
  unchanged,
  type Calls,
  type Step,
} from './calls';
import { holdOthers, type UnknownCall } from './calls-command';
import type { Referral } from './referral';
import type { CallId } from './signalling';

/** They ask; nothing is done until the person says so. A call that does not stand cannot ask. */
export function referAsked(state: Calls, id: CallId, referral: Referral): Step {
  const call = find(state, id);
  if (!call || !isLive(call)) return unchanged(state);
  if (call.state !== 'established') return { ...unchanged(state), commands: [declined(id)] };
  return unchanged(apply(state, id, { kind: 'refer-asked', referral }));
}

export function declineReferral(state: Calls, id: CallId): Result<Step, UnknownCall> {
  const call = find(state, id);
  if (call?.state !== 'established' || !call.referral) return fail({ kind: 'unknown-call' });
  return ok({ state: apply(state, id, { kind: 'refer-done' }), commands: [declined(id)], history: [] });
}

/**
 * Calls whom they named, as any other call: the one being spoken is held, for only one speaks.
 * @param newId of the call to be made
 */
export function followReferral(
  state: Calls,
  id: CallId,
  newId: CallId,
  nowMs: number,
): Result<Step, UnknownCall | { readonly kind: 'too-many-calls' }> {
  const asking = find(state, id);
  if (asking?.state !== 'established' || !asking.referral) return fail({ kind: 'unknown-call' });
  const live = liveCalls(state);
  const dialling = live.some((call) => call.state === 'calling' || call.state === 'answering');
  if (dialling || live.length >= MAX_LIVE_CALLS) return fail({ kind: 'too-many-calls' });
  const { lineId, signallingEncrypted } = asking;
  const call: LiveCall = {
    state: 'calling',
    progress: 'trying',
    direction: 'out',
    startedAtMs: nowMs,
    ...{ id: newId, lineId, signallingEncrypted, remote: asking.referral.target },
  };
  const quiet = holdOthers(apply(state, id, { kind: 'refer-done' }), newId);
  return ok({
    state: settle({ calls: [...quiet.state.calls, call], activeId: newId }),
    commands: [...quiet.commands, { kind: 'call/refer-answer', callId: id, newCallId: newId }],
    history: [{ kind: 'started', call }],
  });
}

function declined(callId: CallId): Step['commands'][number] {
  return { kind: 'call/refer-answer', callId, newCallId: null };
}
