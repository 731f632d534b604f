import { fail, ok, unreachable, type Result } from '../../base/result';
import type { LineId } from '../account/line';
import { heldByUs, type Established, type LiveCall } from './call';
import { apply, find, liveCalls, MAX_LIVE_CALLS, settle, type Calls, type Step } from './calls';
import { endCall } from './calls-end';
import type { Party } from './party';
import type { CallId, SignallingCommand } from './signalling';

export interface DialRequest {
  readonly id: CallId;
  readonly lineId: LineId;
  readonly signallingEncrypted: boolean;
  readonly remote: Party;
  /** Emergency calls are never refused for being one too many. */
  readonly emergency: boolean;
}

export type CallCommand =
  | { readonly kind: 'answer'; readonly id: CallId }
  | { readonly kind: 'decline'; readonly id: CallId }
  | { readonly kind: 'hang-up'; readonly id: CallId }
  | { readonly kind: 'hold'; readonly id: CallId; readonly held: boolean }
  | { readonly kind: 'mute'; readonly id: CallId; readonly muted: boolean }
  | { readonly kind: 'dtmf'; readonly id: CallId; readonly digits: string }
  | { readonly kind: 'dismiss'; readonly id: CallId };

/** The call is gone, or not in a state in which the command means anything. */
export interface UnknownCall {
  readonly kind: 'unknown-call';
}

/** Dials; a call being spoken is put on hold first. While one is still being dialled there is no second. */
export function dial(
  state: Calls,
  request: DialRequest,
  nowMs: number,
): Result<Step, { readonly kind: 'too-many-calls' }> {
  const live = liveCalls(state);
  const dialling = live.some((call) => call.state === 'calling' || call.state === 'answering');
  if (!request.emergency && (dialling || live.length >= MAX_LIVE_CALLS))
    return fail({ kind: 'too-many-calls' });
  const { id, lineId, remote, signallingEncrypted } = request;
  const call: LiveCall = {
    state: 'calling',
    progress: 'trying',
    direction: 'out',
    startedAtMs: nowMs,
    ...{ id, lineId, remote, signallingEncrypted },
  };
  const quiet = holdOthers(state, id);
  return ok({
    state: settle({ calls: [...quiet.state.calls, call], activeId: id }),
    commands: [...quiet.commands, { kind: 'call/dial', callId: id, lineId, target: remote.uri }],
    history: [{ kind: 'started', call }],
  });
}

/** What the person asked of one call. */
export function command(state: Calls, asked: CallCommand, nowMs: number): Result<Step, UnknownCall> {
  const step = attempt(state, asked, nowMs);
  return step ? ok(step) : fail({ kind: 'unknown-call' });
}

function attempt(state: Calls, asked: CallCommand, nowMs: number): Step | null {
  switch (asked.kind) {
    case 'answer':
      return answer(state, asked.id);
    case 'decline':
      return decline(state, asked.id, nowMs);
    case 'hang-up':
      return hangUp(state, asked.id, nowMs);
    case 'hold':
      return hold(state, asked.id, asked.held);
    case 'mute':
      return inEstablished(state, asked.id, () => ({
        ...nothing,
        state: apply(state, asked.id, { kind: 'mute', muted: asked.muted }),
      }));
    case 'dtmf':
      return dtmf(state, asked.id, asked.digits);
    case 'dismiss':
      return dismiss(state, asked.id);
    default:
      return unreachable(asked);
  }
}

const nothing = { commands: [], history: [] } as const;

/** `null`: there is nothing to answer. */
export function answer(state: Calls, id: CallId): Step | null {
  if (find(state, id)?.state !== 'ringing-in') return null;
  const quiet = holdOthers(state, id);
  return {
    state: settle({ ...apply(quiet.state, id, { kind: 'answer' }), activeId: id }),
    commands: [...quiet.commands, { kind: 'call/answer', callId: id }],
    history: [],
  };
}

function decline(state: Calls, id: CallId, nowMs: number): Step | null {
  if (find(state, id)?.state !== 'ringing-in') return null;
  const ended = endCall(state, id, { kind: 'declined', by: 'us', status: 486 }, nowMs);
  return { ...ended, commands: [{ kind: 'call/decline', callId: id, status: 486 }] };
}

function hangUp(state: Calls, id: CallId, nowMs: number): Step | null {
  const call = find(state, id);
  if (!call || call.state === 'ended') return null;
  if (call.state === 'ringing-in') return decline(state, id, nowMs);
  const why =
    call.state === 'calling' ? ({ kind: 'cancelled' } as const) : ({ kind: 'hung-up', by: 'us' } as const);
  return { ...endCall(state, id, why, nowMs), commands: [{ kind: 'call/hang-up', callId: id }] };
}

/** Resuming gives the call the voice, so whoever has it is held. Asking for what is so already is no error. */
function hold(state: Calls, id: CallId, held: boolean): Step | null {
  return inEstablished(state, id, (call) => {
    if (held) return { ...holdOne(state, call), history: [] };
    const quiet = holdOthers(state, id);
    const resumed = mayHold(call, false);
    const asked = resumed ? apply(quiet.state, id, { kind: 'hold-asked', held: false }) : quiet.state;
    const resume: SignallingCommand[] = resumed ? [{ kind: 'call/hold', callId: id, held: false }] : [];
    return {
      state: settle({ ...asked, activeId: id }),
      commands: [...quiet.commands, ...resume],
      history: [],
    };
  });
}

function dtmf(state: Calls, id: CallId, digits: string): Step | null {
  return inEstablished(state, id, () => ({
    state: apply(state, id, { kind: 'digits-sent', digits }),
    commands: [{ kind: 'call/dtmf', callId: id, digits }],
    history: [],
  }));
}

function dismiss(state: Calls, id: CallId): Step | null {
  if (find(state, id)?.state !== 'ended') return null;
  return { ...nothing, state: settle({ ...state, calls: state.calls.filter((call) => call.id !== id) }) };
}

function inEstablished(state: Calls, id: CallId, use: (call: Established) => Step): Step | null {
  const call = find(state, id);
  return call?.state === 'established' ? use(call) : null;
}

type Quiet = Pick<Step, 'state' | 'commands'>;

/** Whether asking for this would change anything that is so or on its way. */
function mayHold(call: Established, held: boolean): boolean {
  return call.pendingHold === null ? heldByUs(call.hold) !== held : (call.pendingHold === 'hold') !== held;
}

function holdOne(state: Calls, call: Established): Quiet {
  if (!mayHold(call, true)) return { state, commands: [] };
  return {
    state: apply(state, call.id, { kind: 'hold-asked', held: true }),
    commands: [{ kind: 'call/hold', callId: call.id, held: true }],
  };
}

/** Holds every established call but `id`: only one speaks. */
export function holdOthers(state: Calls, id: CallId): Quiet {
  return state.calls
    .filter((call): call is Established => call.state === 'established' && call.id !== id)
    .reduce<Quiet>(
      (quiet, call) => {
        const held = holdOne(quiet.state, call);
        return { state: held.state, commands: [...quiet.commands, ...held.commands] };
      },
      { state, commands: [] },
    );
}
