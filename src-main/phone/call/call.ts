import type { LineId } from '../account/line';
import type { AlertClass } from './alert-class';
import type { Diversion } from './diversion';
import type { EndReason } from './end-reason';
import type { Party } from './party';
import type { Referral } from './referral';
import type { CallId, Hold, MediaInfo, Refusable } from './signalling';

interface Common {
  readonly id: CallId;
  readonly lineId: LineId;
  readonly direction: 'out' | 'in';
  readonly remote: Party;
  readonly startedAtMs: number;
  /** The line's signalling runs over TLS or WSS. */
  readonly signallingEncrypted: boolean;
  /** Who was called first, when the call was sent on to us. */
  readonly via?: Diversion;
  readonly alert?: AlertClass;
}

/** We called; they have not answered. */
export type Calling = Common & {
  readonly state: 'calling';
  readonly progress: 'trying' | 'ringing' | 'early-media';
};
/** They call. `waiting`: while another call is being spoken or dialled, so it only beeps. */
export type RingingIn = Common & { readonly state: 'ringing-in'; readonly waiting: boolean };
/** Answer was pressed; the far end has not confirmed yet. */
export type Answering = Common & { readonly state: 'answering' };
export type Established = Common & {
  readonly state: 'established';
  readonly answeredAtMs: number;
  readonly hold: Hold;
  /** What is on its way to the far end. */
  readonly pendingHold: 'hold' | 'resume' | null;
  readonly muted: boolean;
  readonly media: MediaInfo;
  readonly digitsSent: string;
  readonly digitsReceived: string;
  /** What the far end refused last, until the person does something else. */
  readonly refused: Refusable | null;
  /** What they ask of us; `null`: nothing, or no longer. */
  readonly referral: Referral | null;
};
export type Ended = Common & {
  readonly state: 'ended';
  readonly answeredAtMs: number | null;
  readonly endedAtMs: number;
  readonly why: EndReason;
};

export type LiveCall = Calling | RingingIn | Answering | Established;
export type Call = LiveCall | Ended;

export type CallEvent =
  | { readonly kind: 'progress'; readonly progress: Calling['progress'] }
  | { readonly kind: 'answer' }
  | { readonly kind: 'remote'; readonly remote: Party }
  | { readonly kind: 'waiting'; readonly waiting: boolean }
  | {
      readonly kind: 'established';
      readonly remote: Party;
      readonly media: MediaInfo;
      readonly atMs: number;
    }
  | { readonly kind: 'hold-asked'; readonly held: boolean }
  | { readonly kind: 'hold'; readonly hold: Hold }
  | { readonly kind: 'refused'; readonly what: Refusable }
  | { readonly kind: 'refer-asked'; readonly referral: Referral }
  | { readonly kind: 'refer-done' }
  | { readonly kind: 'media'; readonly media: MediaInfo }
  | { readonly kind: 'mute'; readonly muted: boolean }
  | { readonly kind: 'digits-sent'; readonly digits: string }
  | { readonly kind: 'digit-received'; readonly digit: string }
  | { readonly kind: 'ended'; readonly why: EndReason; readonly atMs: number };

/** Digits kept for showing, the newest ones. */
const DIGITS_SHOWN = 128;

/**
 * The next state, or `call` itself when the event means nothing here: a 180 that UDP delivers after its 200 is
 * traffic, not an error. An ended call stays as it ended.
 */
export function next(call: Call, event: CallEvent): Call {
  if (call.state === 'ended') return call;
  if (event.kind === 'ended') return end(call, event.why, event.atMs);
  if (event.kind === 'remote') return named(call, event.remote);
  switch (call.state) {
    case 'calling':
      return nextCalling(call, event);
    case 'ringing-in':
      return nextRinging(call, event);
    case 'answering':
      return event.kind === 'established' ? establish(call, event) : call;
    case 'established':
      return nextEstablished(call, event);
  }
}

function common(call: Call): Common {
  const { id, lineId, direction, remote, startedAtMs, signallingEncrypted, via, alert } = call;
  return {
    ...{ id, lineId, direction, remote, startedAtMs, signallingEncrypted },
    ...(via && { via }),
    ...(alert && { alert }),
  };
}

/** Another party has taken over, or the exchange knows better who it is; one who says nothing stays who he was. */
function named<C extends LiveCall>(call: C, remote: Party): C {
  return remote.uri === '' ? call : { ...call, remote };
}

function end(call: LiveCall, why: EndReason, atMs: number): Ended {
  const answeredAtMs = call.state === 'established' ? call.answeredAtMs : null;
  return { ...common(call), state: 'ended', answeredAtMs, endedAtMs: atMs, why };
}

function establish(call: LiveCall, event: CallEvent & { kind: 'established' }): Established {
  return {
    ...common(call),
    state: 'established',
    // The far end may call itself nothing at all; then whom we called stays.
    remote: event.remote.uri === '' ? call.remote : event.remote,
    answeredAtMs: event.atMs,
    hold: 'none',
    pendingHold: null,
    muted: false,
    media: event.media,
    digitsSent: '',
    digitsReceived: '',
    refused: null,
    referral: null,
  };
}

function nextCalling(call: Calling, event: CallEvent): Call {
  if (event.kind === 'established') return establish(call, event);
  if (event.kind !== 'progress') return call;
  // Forks and late 1xx: what is heard already stays heard.
  if (call.progress === 'early-media' || event.progress === 'trying') return call;
  return { ...call, progress: event.progress };
}

function nextRinging(call: RingingIn, event: CallEvent): Call {
  switch (event.kind) {
    case 'answer':
      return { ...common(call), state: 'answering' };
    case 'waiting':
      return call.waiting === event.waiting ? call : { ...call, waiting: event.waiting };
    default:
      // Not even `established`: nobody is heard before the person has answered.
      return call;
  }
}

function nextEstablished(call: Established, event: CallEvent): Call {
  switch (event.kind) {
    case 'hold-asked':
      return { ...call, pendingHold: event.held ? 'hold' : 'resume', refused: null };
    case 'established':
      // Somebody else took the place of the far end; whether we hold it is ours to say.
      return {
        ...call,
        remote: event.remote,
        media: event.media,
        hold: heldByUs(call.hold) ? 'ours' : 'none',
        referral: null,
      };
    case 'hold':
      return { ...call, hold: event.hold, pendingHold: stillPending(call.pendingHold, event.hold) };
    case 'refused':
      return refuse(call, event.what);
    case 'refer-asked':
      return { ...call, referral: event.referral };
    case 'refer-done':
      return { ...call, referral: null };
    case 'media':
      return { ...call, media: event.media };
    case 'mute':
      return { ...call, muted: event.muted, refused: null };
    case 'digits-sent':
      return { ...call, digitsSent: (call.digitsSent + event.digits).slice(-DIGITS_SHOWN), refused: null };
    case 'digit-received':
      return { ...call, digitsReceived: (call.digitsReceived + event.digit).slice(-DIGITS_SHOWN) };
    default:
      return call;
  }
}

function refuse(call: Established, what: Refusable): Established {
  // No key got through: then none is shown as sent.
  if (what === 'dtmf') return { ...call, digitsSent: '', refused: what };
  // They hear us still, against the person's wish: then at least not what is said here.
  const muted = call.muted || call.pendingHold === 'hold';
  return { ...call, pendingHold: null, muted, refused: what };
}

/** Our request is done once the reported state agrees with it; until then theirs may change beside it. */
function stillPending(pending: Established['pendingHold'], hold: Hold): Established['pendingHold'] {
  return pending !== null && (pending === 'hold') === heldByUs(hold) ? null : pending;
}

export function heldByUs(hold: Hold): boolean {
  return hold === 'ours' || hold === 'both';
}
