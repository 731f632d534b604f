import * as v from 'valibot';
import { command, Nothing, snapshot } from './command';

const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** All empty: somebody who does not want to be known. */
export const PartyView = v.object({ uri: v.string(), name: v.nullable(v.string()), number: v.string() });
export type PartyView = v.InferOutput<typeof PartyView>;

export const HoldView = v.picklist(['none', 'ours', 'theirs', 'both']);

const status = v.nullable(v.number());
export const EndReasonView = v.variant('kind', [
  v.object({ kind: v.literal('hung-up'), by: v.picklist(['us', 'them']) }),
  v.object({ kind: v.literal('declined'), by: v.picklist(['us', 'them']), status }),
  v.object({ kind: v.picklist(['no-common-codec', 'not-encrypted', 'encryption-demanded']), status }),
  v.object({
    kind: v.picklist(['busy', 'no-answer', 'not-found', 'unreachable', 'wrong-password']),
    status: v.number(),
  }),
  v.object({
    kind: v.picklist([
      'cancelled',
      'missed',
      'answered-elsewhere',
      'not-registered',
      'timeout',
      'connection-lost',
      'line-restarted',
      'line-not-encrypted',
    ]),
  }),
  v.object({ kind: v.literal('rejected'), status: v.number(), phrase: v.string() }),
  v.object({ kind: v.literal('internal'), detail: v.string() }),
]);
export type EndReasonView = v.InferOutput<typeof EndReasonView>;

/** Who was called before the call was sent on to us, and why it was. */
export const DiversionView = v.object({
  party: PartyView,
  reason: v.picklist(['busy', 'no-answer', 'unavailable', 'always', 'deflected', 'unknown']),
});
export type DiversionView = v.InferOutput<typeof DiversionView>;

const common = {
  id: Id,
  lineId: Id,
  direction: v.picklist(['out', 'in']),
  remote: PartyView,
  startedAtMs: v.number(),
  via: v.exactOptional(DiversionView),
  /** What the exchange says the call is. */
  alert: v.exactOptional(v.picklist(['internal', 'external', 'group', 'priority'])),
};
const MediaView = v.object({
  codec: v.nullable(v.string()),
  encrypted: v.boolean(),
  /** The crypto suite by its name, or `DTLS-SRTP`. */
  suite: v.exactOptional(v.string()),
});

/** Whom the far end wants us to call. */
const ReferralView = v.object({ target: PartyView });

export const CallView = v.variant('state', [
  v.object({
    ...common,
    state: v.literal('calling'),
    progress: v.picklist(['trying', 'ringing', 'early-media']),
  }),
  /** `waiting`: it rang while another call was being spoken. */
  v.object({ ...common, state: v.literal('ringing-in'), waiting: v.boolean() }),
  /** Answer was pressed; the far end has not confirmed yet. */
  v.object({ ...common, state: v.literal('answering') }),
  v.object({
    ...common,
    state: v.literal('established'),
    answeredAtMs: v.number(),
    hold: HoldView,
    /** A hold or resume is on its way to the far end. */
    holdPending: v.boolean(),
    muted: v.boolean(),
    media: MediaView,
    /** Signalling is encrypted as well as media: what the lock means. */
    secure: v.boolean(),
    digitsSent: v.string(),
    digitsReceived: v.string(),
    /** What the far end refused last; the call goes on. Gone with the next thing the person does. */
    refused: v.nullable(v.picklist(['hold', 'resume', 'dtmf'])),
    /** They ask us to call somebody else, and wait for an answer. */
    referral: v.exactOptional(ReferralView),
  }),
  v.object({
    ...common,
    state: v.literal('ended'),
    answeredAtMs: v.nullable(v.number()),
    endedAtMs: v.number(),
    why: EndReasonView,
  }),
]);
export type CallView = v.InferOutput<typeof CallView>;

/** The call whose card is large and that speaks, if any. Ended calls stay for a few seconds so that one reads why. */
export const CallsView = v.object({ calls: v.array(CallView), activeId: v.nullable(Id) });
export type CallsView = v.InferOutput<typeof CallsView>;

export const DialPreview = v.variant('kind', [
  v.object({ kind: v.literal('empty') }),
  /** `shown` is the number or address that will really be dialled, formatted for reading. */
  v.object({ kind: v.literal('dialable'), uri: v.string(), shown: v.string(), lineId: Id }),
  v.object({ kind: v.literal('no-line') }),
  v.object({ kind: v.literal('not-dialable') }),
]);
export type DialPreview = v.InferOutput<typeof DialPreview>;

const Typed = v.pipe(v.string(), v.maxLength(512));
const OfCall = v.object({ id: Id });

export const calls = {
  changed: snapshot('calls/changed', CallsView),
  preview: command('calls/preview', v.object({ typed: Typed, lineId: v.nullable(Id) }), DialPreview, [
    'unknown-line',
  ]),
  /** Dials what was typed; a call being spoken is put on hold first. */
  dial: command('calls/dial', v.object({ typed: Typed, lineId: v.nullable(Id) }), v.object({ id: Id }), [
    'no-line',
    'not-registered',
    'not-dialable',
    'too-many-calls',
  ]),
  /** Answers; a call being spoken is put on hold first. */
  answer: command('calls/answer', OfCall, Nothing, ['unknown-call']),
  decline: command('calls/decline', OfCall, Nothing, ['unknown-call']),
  hangUp: command('calls/hang-up', OfCall, Nothing, ['unknown-call']),
  /** Resuming puts the call being spoken on hold: only one speaks. */
  hold: command('calls/hold', v.object({ id: Id, held: v.boolean() }), Nothing, ['unknown-call']),
  mute: command('calls/mute', v.object({ id: Id, muted: v.boolean() }), Nothing, ['unknown-call']),
  dtmf: command(
    'calls/dtmf',
    v.object({ id: Id, digits: v.pipe(v.string(), v.regex(/^[0-9*#A-D]{1,64}$/)) }),
    Nothing,
    ['unknown-call'],
  ),
  /** Agrees to call whom the far end named, or does not. */
  answerReferral: command('calls/answer-referral', v.object({ id: Id, agreed: v.boolean() }), Nothing, [
    'unknown-call',
    'too-many-calls',
  ]),
  /** Takes the card of an ended call away at once. */
  dismiss: command('calls/dismiss', OfCall, Nothing, ['unknown-call']),
};
