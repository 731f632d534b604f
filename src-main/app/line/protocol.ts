import * as v from 'valibot';
import { CODECS, ENCRYPTIONS, REDIRECTS, TRANSPORTS, type Line } from '../../phone/account/line';
import { CERTIFICATE_PROBLEMS, type Registration } from '../../phone/account/registration';
import { ALERT_CLASSES } from '../../phone/call/alert-class';
import { DIVERSION_REASONS } from '../../phone/call/diversion';
import type { EndReason } from '../../phone/call/end-reason';
import type { NetworkQuality } from '../../phone/call/network-quality';
import type { Party } from '../../phone/call/party';
import type { MediaInfo, SignallingCommand, SignallingEvent } from '../../phone/call/signalling';
import type { TransferProgress } from '../../phone/call/transfer';

/**
 * What main and the line process say to each other. Both ends check what arrives: the line process parses bytes
 * of strangers, so main believes nothing it says that is not of this shape.
 */

const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const Text = v.pipe(v.string(), v.maxLength(4096));
const Page = v.pipe(v.string(), v.maxLength(16_384));

const Pem = v.pipe(v.string(), v.maxLength(65_536));

const LineSchema: v.GenericSchema<unknown, Line> = v.object({
  id: Id,
  label: Text,
  displayName: Text,
  user: Text,
  domain: Text,
  authUser: v.nullable(Text),
  transport: v.picklist(TRANSPORTS),
  server: v.nullable(v.object({ host: Text, port: v.nullable(v.number()) })),
  webSocketPath: Text,
  media: v.picklist(['rtp', 'webrtc']),
  codecs: v.array(v.picklist(CODECS)),
  trustedCa: v.nullable(Pem),
  pinnedCertificate: v.nullable(Text),
  clientCertificate: v.nullable(Pem),
  expiresS: v.number(),
  trustsIdentity: v.boolean(),
  hidesIdentity: v.boolean(),
  autoAnswer: v.boolean(),
  redirects: v.picklist(REDIRECTS),
  encryption: v.picklist(ENCRYPTIONS),
});

const CommandSchema: v.GenericSchema<unknown, SignallingCommand> = v.variant('kind', [
  v.object({
    kind: v.literal('line/set'),
    line: LineSchema,
    password: v.nullable(Text),
    clientKey: v.exactOptional(Pem),
  }),
  v.object({ kind: v.picklist(['line/remove', 'line/refresh', 'line/warm']), lineId: Id }),
  v.object({
    kind: v.literal('call/dial'),
    callId: Id,
    lineId: Id,
    target: Text,
    hidden: v.exactOptional(v.boolean()),
  }),
  v.object({ kind: v.picklist(['call/answer', 'call/hang-up']), callId: Id }),
  v.object({ kind: v.literal('call/decline'), callId: Id, status: v.picklist([486, 603]) }),
  v.object({ kind: v.literal('call/hold'), callId: Id, held: v.boolean() }),
  v.object({ kind: v.literal('call/dtmf'), callId: Id, digits: v.pipe(Text, v.regex(/^[0-9*#A-D]{1,64}$/)) }),
  v.object({ kind: v.literal('line/watch-messages'), lineId: Id, watched: v.boolean() }),
  v.object({
    kind: v.literal('line/publish'),
    lineId: Id,
    event: v.pipe(Text, v.regex(/^[\w.-]{1,64}$/)),
    body: v.nullable(v.object({ type: v.pipe(Text, v.regex(/^[\w./+-]{1,128}$/)), content: Page })),
  }),
  v.object({ kind: v.literal('message/send'), lineId: Id, messageId: Id, target: Text, text: Page }),
  v.object({ kind: v.literal('call/transfer'), callId: Id, target: Text }),
  v.object({ kind: v.literal('call/transfer-to-call'), callId: Id, otherCallId: Id }),
  v.object({ kind: v.literal('call/refer-answer'), callId: Id, newCallId: v.nullable(Id) }),
]);

const PartySchema: v.GenericSchema<unknown, Party> = v.object({
  uri: Text,
  name: v.nullable(Text),
  number: Text,
});

const status = v.nullable(v.number());
const EndReasonSchema: v.GenericSchema<unknown, EndReason> = v.variant('kind', [
  v.object({ kind: v.literal('hung-up'), by: v.picklist(['us', 'them']) }),
  v.object({ kind: v.literal('declined'), by: v.picklist(['us', 'them']), status }),
  v.object({ kind: v.picklist(['no-common-codec', 'not-encrypted', 'encryption-demanded']), status }),
  v.object({
    kind: v.picklist(['busy', 'no-answer', 'not-found', 'unreachable', 'wrong-password']),
    status: v.number(),
  }),
  v.object({ kind: v.picklist(['cancelled', 'missed', 'answered-elsewhere', 'not-registered', 'timeout']) }),
  v.object({ kind: v.picklist(['connection-lost', 'line-restarted', 'line-not-encrypted']) }),
  v.object({ kind: v.literal('rejected'), status: v.number(), phrase: Text }),
  v.object({ kind: v.literal('internal'), detail: Text }),
]);

const answer = { status: v.number(), phrase: Text };
const RegistrationSchema: v.GenericSchema<unknown, Registration> = v.variant('state', [
  v.object({ state: v.picklist(['off', 'password-needed', 'registering']) }),
  v.object({
    state: v.literal('registered'),
    sinceMs: v.number(),
    expiresAtMs: v.number(),
    tls: v.exactOptional(v.object({ version: Text, cipher: Text })),
  }),
  v.object({
    state: v.literal('failed'),
    why: v.variant('kind', [
      v.object({ kind: v.picklist(['name-not-found', 'refused', 'timeout', 'connection-lost']), host: Text }),
      v.object({
        kind: v.literal('certificate'),
        host: Text,
        problem: v.picklist(CERTIFICATE_PROBLEMS),
        names: v.pipe(v.array(Text), v.maxLength(64)),
        detail: Text,
      }),
      v.object({
        kind: v.picklist(['wrong-password', 'weaker-login', 'unknown-user', 'rejected']),
        ...answer,
      }),
      v.object({ kind: v.literal('internal'), detail: Text }),
    ]),
    retryAtMs: v.nullable(v.number()),
  }),
]);

const TransferProgressSchema: v.GenericSchema<unknown, TransferProgress> = v.variant('state', [
  v.object({ state: v.literal('under-way'), status }),
  v.object({ state: v.picklist(['done', 'unknown']) }),
  v.object({
    state: v.literal('failed'),
    why: v.picklist(['not-possible', 'refused', 'target-refused', 'timeout']),
    status,
  }),
]);

const MediaInfoSchema: v.GenericSchema<unknown, MediaInfo> = v.object({
  codec: v.nullable(Text),
  encrypted: v.boolean(),
  suite: v.exactOptional(Text),
});

const StreamQualitySchema = v.nullable(
  v.object({ packets: v.number(), lost: v.number(), lossShare: v.number(), jitterMs: v.number() }),
);
const NetworkQualitySchema: v.GenericSchema<unknown, NetworkQuality> = v.object({
  heard: StreamQualitySchema,
  sent: StreamQualitySchema,
  roundTripMs: v.nullable(v.number()),
  theirs: v.nullable(
    v.object({
      lossShare: v.number(),
      discardShare: v.number(),
      burstDensity: v.number(),
      gapDensity: v.number(),
    }),
  ),
});

const EventSchema: v.GenericSchema<unknown, SignallingEvent> = v.variant('kind', [
  v.object({ kind: v.literal('line/registration'), lineId: Id, registration: RegistrationSchema }),
  v.object({
    kind: v.literal('call/incoming'),
    callId: Id,
    lineId: Id,
    from: PartySchema,
    via: v.exactOptional(v.object({ party: PartySchema, reason: v.picklist(DIVERSION_REASONS) })),
    alert: v.exactOptional(v.picklist(ALERT_CLASSES)),
    autoAnswer: v.exactOptional(v.literal(true)),
  }),
  v.object({ kind: v.literal('call/remote'), callId: Id, remote: PartySchema }),
  v.object({
    kind: v.literal('call/progress'),
    callId: Id,
    progress: v.picklist(['trying', 'ringing', 'early-media']),
  }),
  v.object({ kind: v.literal('call/established'), callId: Id, remote: PartySchema, media: MediaInfoSchema }),
  v.object({
    kind: v.literal('call/hold'),
    callId: Id,
    hold: v.picklist(['none', 'ours', 'theirs', 'both']),
  }),
  v.object({ kind: v.literal('call/media'), callId: Id, media: MediaInfoSchema }),
  v.object({ kind: v.literal('call/quality'), callId: Id, quality: NetworkQualitySchema }),
  v.object({ kind: v.literal('call/dtmf'), callId: Id, digit: v.pipe(Text, v.length(1)) }),
  v.object({
    kind: v.literal('call/refused'),
    callId: Id,
    what: v.picklist(['hold', 'resume', 'dtmf']),
    status,
  }),
  v.object({
    kind: v.literal('line/strangers'),
    lineId: Id,
    strangers: v.object({ count: v.number(), sinceMs: v.number() }),
  }),
  v.object({
    kind: v.literal('line/messages-waiting'),
    lineId: Id,
    messages: v.object({
      waiting: v.boolean(),
      newCount: v.nullable(v.number()),
      oldCount: v.nullable(v.number()),
      account: v.nullable(Text),
    }),
  }),
  v.object({
    kind: v.literal('line/publication'),
    lineId: Id,
    event: Text,
    state: v.picklist(['published', 'removed', 'failed']),
    status,
  }),
  v.object({
    kind: v.literal('message/received'),
    lineId: Id,
    from: PartySchema,
    text: Page,
    callId: v.exactOptional(Id),
  }),
  v.object({ kind: v.literal('message/sent'), messageId: Id }),
  v.object({
    kind: v.literal('message/failed'),
    messageId: Id,
    why: v.picklist(['too-long', 'bad-target', 'not-registered', 'refused', 'timeout']),
    status,
  }),
  v.object({ kind: v.literal('call/transfer'), callId: Id, progress: TransferProgressSchema }),
  v.object({
    kind: v.literal('call/refer-asked'),
    callId: Id,
    target: PartySchema,
    referredBy: v.nullable(PartySchema),
    attended: v.boolean(),
  }),
  v.object({ kind: v.literal('call/refer-lapsed'), callId: Id }),
  v.object({ kind: v.literal('call/ended'), callId: Id, why: EndReasonSchema }),
]);

/** How the last messages of a line may be had: to read, or for a packet analyser. */
export const TRACE_FORMS = ['text', 'pcap'] as const;
export type TraceForm = (typeof TRACE_FORMS)[number];

/** Main → line process. `media-window` carries the MessagePort of a new media window. */
export const ToLine = v.variant('kind', [
  v.object({ kind: v.literal('command'), command: CommandSchema }),
  /** Are you there? Answered by a beat; the network is looked at with each. */
  v.object({ kind: v.literal('ping') }),
  v.object({ kind: v.literal('media-window') }),
  /** Asks for the last messages of a line; answered by a `trace` of the same `asked`. */
  v.object({ kind: v.literal('trace'), asked: v.number(), lineId: Id, form: v.picklist(TRACE_FORMS) }),
  /** Unregister, end the calls, then say `closed`. */
  v.object({ kind: v.literal('close') }),
]);
export type ToLine = v.InferOutput<typeof ToLine>;

/** Line process → main. */
export const FromLine = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('event'), event: EventSchema }),
  /** Alive, and to be heard again in `nextMs`: so that a hang is noticed. */
  v.object({ kind: v.literal('beat'), nextMs: v.pipe(v.number(), v.minValue(100), v.maxValue(60_000)) }),
  v.object({
    kind: v.literal('log'),
    level: v.picklist(['debug', 'info', 'warn', 'error']),
    what: Text,
    detail: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
  }),
  /** A file in base64; `null`: there is no such line. */
  v.object({ kind: v.literal('trace'), asked: v.number(), content: v.nullable(v.string()) }),
  v.object({ kind: v.literal('closed') }),
]);
export type FromLine = v.InferOutput<typeof FromLine>;
