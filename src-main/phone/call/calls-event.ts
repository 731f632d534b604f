import type { CallEvent, LiveCall } from './call';
import {
  apply,
  find,
  isLive,
  liveCalls,
  MAX_LIVE_CALLS,
  settle,
  speakingId,
  unchanged,
  type Calls,
  type HistoryStep,
  type Step,
} from './calls';
import { answer, holdOthers } from './calls-command';
import { endCall } from './calls-end';
import { referAsked } from './calls-referral';
import type { CallId, SignallingEvent } from './signalling';

/** What the line process says about calls. */
export type CallSignal = Extract<SignallingEvent, { kind: `call/${string}` }>;

export function isCallSignal(event: SignallingEvent): event is CallSignal {
  return event.kind.startsWith('call/');
}

type Incoming = CallSignal & { kind: 'call/incoming' };

/** The called line, as far as calls care; `null`: it was removed. */
export type CalledLine = { readonly signallingEncrypted: boolean } | null;

/** Applies what the line process reported; events for calls that are unknown or over change nothing. */
export function report(state: Calls, signal: CallSignal, line: CalledLine, nowMs: number): Step {
  if (signal.kind === 'call/incoming') return incoming(state, signal, line, nowMs);
  if (signal.kind === 'call/refer-asked') {
    return referAsked(state, signal.callId, { target: signal.target });
  }
  const call = find(state, signal.callId);
  if (!call || !isLive(call)) return unchanged(state);
  if (signal.kind === 'call/ended') return endCall(state, call.id, signal.why, nowMs);
  const event = callEvent(signal, nowMs);
  if (!event) return unchanged(state);
  const applied = apply(state, call.id, event);
  const established = call.state !== 'established' && find(applied, call.id)?.state === 'established';
  return established ? answered(applied, call.id, nowMs) : unchanged(applied);
}

/** `null`: nothing the calls themselves care for. */
function callEvent(
  signal: Exclude<CallSignal, Incoming | { kind: 'call/ended' | 'call/refer-asked' }>,
  nowMs: number,
): CallEvent | null {
  switch (signal.kind) {
    case 'call/progress':
      return { kind: 'progress', progress: signal.progress };
    case 'call/established':
      return { kind: 'established', remote: signal.remote, media: signal.media, atMs: nowMs };
    case 'call/remote':
      return { kind: 'remote', remote: signal.remote };
    case 'call/hold':
      return { kind: 'hold', hold: signal.hold };
    case 'call/media':
      return { kind: 'media', media: signal.media };
    case 'call/dtmf':
      return { kind: 'digit-received', digit: signal.digit };
    case 'call/refused':
      return { kind: 'refused', what: signal.what };
    case 'call/quality':
    case 'call/refer-lapsed':
      return { kind: 'refer-done' };
    case 'call/transfer':
      return null;
  }
}

/** A call nobody on this side can take is refused at once; one too many still shows up as missed. */
function incoming(state: Calls, signal: Incoming, line: CalledLine, nowMs: number): Step {
  const { callId: id, lineId, from, via, alert } = signal;
  if (find(state, id)) return unchanged(state);
  const refuse = [{ kind: 'call/decline', callId: id, status: 486 }] as const;
  if (!line) return { state, commands: refuse, history: [] };
  const call: LiveCall = {
    state: 'ringing-in',
    waiting: false,
    direction: 'in',
    startedAtMs: nowMs,
    ...{ id, lineId, remote: from, signallingEncrypted: line.signallingEncrypted },
    ...(via && { via }),
    ...(alert && { alert }),
  };
  const ringing = settle({ ...state, calls: [...state.calls, call] });
  const started = { kind: 'started', call } as const;
  // Nobody's call is put on hold by a stranger: beside others it rings like any.
  if (signal.autoAnswer && liveCalls(state).length === 0) return answeredByItself(ringing, id, started);
  if (liveCalls(state).length < MAX_LIVE_CALLS) return { state: ringing, commands: [], history: [started] };
  const missed = endCall(ringing, id, { kind: 'missed' }, nowMs);
  return { state: missed.state, commands: refuse, history: [started, ...missed.history] };
}

function answeredByItself(ringing: Calls, id: CallId, started: HistoryStep): Step {
  const answering = answer(ringing, id) ?? unchanged(ringing);
  return { ...answering, history: [started, ...answering.history] };
}

/** Answered while the person already speaks to someone else: it is held at once, for only one speaks. */
function answered(state: Calls, id: CallId, atMs: number): Step {
  const voiceId = speakingId(state) ?? id;
  const quiet = holdOthers({ ...state, activeId: voiceId }, voiceId);
  const remote = find(state, id)?.remote;
  const history = remote ? [{ kind: 'answered', callId: id, remote, atMs } as const] : [];
  return { state: settle(quiet.state), commands: quiet.commands, history };
}
