import * as v from 'valibot';
import { command, Nothing, snapshot } from './command';

const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const Host = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255));
const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));

export const Transport = v.picklist(['udp', 'tcp', 'tls', 'ws', 'wss']);
export const Redirects = v.picklist(['follow', 'same-domain', 'refuse']);
export const Encryption = v.picklist(['off', 'if-offered', 'required']);
export const Codec = v.picklist(['opus', 'G722', 'PCMA', 'PCMU']);

const entries = {
  label: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100)),
  displayName: v.pipe(v.string(), v.trim(), v.maxLength(100)),
  user: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255)),
  domain: Host,
  authUser: v.nullable(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255))),
  transport: Transport,
  server: v.nullable(v.object({ host: Host, port: v.nullable(Port) })),
  webSocketPath: v.pipe(v.string(), v.startsWith('/'), v.maxLength(255)),
  media: v.picklist(['rtp', 'webrtc']),
  codecs: v.pipe(v.array(Codec), v.minLength(1), v.maxLength(4)),
  trustedCa: v.nullable(v.pipe(v.string(), v.maxLength(65_536))),
  expiresS: v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(3600)),
  trustsIdentity: v.boolean(),
  hidesIdentity: v.boolean(),
  autoAnswer: v.boolean(),
  pinnedCertificate: v.nullable(v.pipe(v.string(), v.trim(), v.regex(/^(?:[0-9a-f]{2}:?){31}[0-9a-f]{2}$/i))),
  /** PEM; its key comes with a file only, and never to a window. */
  clientCertificate: v.nullable(v.pipe(v.string(), v.maxLength(65_536))),
  redirects: Redirects,
  encryption: Encryption,
};

const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;
const IPV6 = /^(\[[0-9a-f:.]{2,45}\]|[0-9a-f:.]{2,45})$/i;
const isHost = (text: string): boolean => (text.includes(':') ? IPV6 : HOST_NAME).test(text);

const Draft = v.object({
  ...entries,
  user: v.pipe(entries.user, v.regex(/^[^\s@<>"]+$/)),
  domain: v.pipe(Host, v.check(isHost)),
  server: v.nullable(v.object({ host: v.pipe(Host, v.check(isHost)), port: v.nullable(Port) })),
  webSocketPath: v.pipe(entries.webSocketPath, v.regex(/^\/[\x21-\x7e]*$/)),
  trustedCa: v.nullable(
    v.pipe(
      v.string(),
      v.maxLength(65_536),
      v.regex(/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/),
    ),
  ),
});
/** Without encrypted signalling the keys of the sound would travel in the clear. */
const isKeySafe = (draft: Pick<v.InferOutput<typeof Draft>, 'encryption' | 'media' | 'transport'>): boolean =>
  draft.encryption !== 'required' ||
  draft.media === 'webrtc' ||
  draft.transport === 'tls' ||
  draft.transport === 'wss';

/**
 * What a person or an import file says about a line. Refuses what the telephone refuses, so that a form can say which
 * field it is.
 */
export const LineDraft = v.pipe(
  Draft,
  v.forward(v.partialCheck([['encryption'], ['media'], ['transport']], isKeySafe), ['encryption']),
);
export type LineDraft = v.InferOutput<typeof LineDraft>;

export const CertificateProblem = v.picklist([
  ...(['expired', 'not-yet-valid', 'wrong-name', 'self-signed', 'unknown-authority'] as const),
  ...(['not-the-pinned', 'ours-refused', 'handshake'] as const),
]);
export type CertificateProblem = v.InferOutput<typeof CertificateProblem>;

const sipAnswer = { status: v.number(), phrase: v.string() };
export const RegistrationFailureView = v.variant('kind', [
  v.object({ kind: v.literal('name-not-found'), host: v.string() }),
  v.object({ kind: v.literal('refused'), host: v.string() }),
  v.object({ kind: v.literal('timeout'), host: v.string() }),
  v.object({ kind: v.literal('connection-lost'), host: v.string() }),
  v.object({
    kind: v.literal('certificate'),
    host: v.string(),
    problem: CertificateProblem,
    /** Whom it names instead, where the name is what is wrong. */
    names: v.array(v.string()),
    detail: v.string(),
  }),
  v.object({ kind: v.literal('wrong-password'), ...sipAnswer }),
  v.object({ kind: v.literal('weaker-login'), ...sipAnswer }),
  v.object({ kind: v.literal('unknown-user'), ...sipAnswer }),
  v.object({ kind: v.literal('rejected'), ...sipAnswer }),
  v.object({ kind: v.literal('internal'), detail: v.string() }),
]);
export type RegistrationFailureView = v.InferOutput<typeof RegistrationFailureView>;

export const RegistrationView = v.variant('state', [
  v.object({ state: v.literal('off') }),
  v.object({ state: v.literal('password-needed') }),
  v.object({ state: v.literal('registering') }),
  v.object({
    state: v.literal('registered'),
    sinceMs: v.number(),
    expiresAtMs: v.number(),
    /** What encrypts the connection to the server, in the words of TLS: `TLSv1.3`. */
    tls: v.exactOptional(v.object({ version: v.string(), cipher: v.string() })),
  }),
  v.object({
    state: v.literal('failed'),
    why: RegistrationFailureView,
    retryAtMs: v.nullable(v.number()),
  }),
]);
export type RegistrationView = v.InferOutput<typeof RegistrationView>;

export const LineView = v.object({
  ...entries,
  id: Id,
  /** `keychain`: kept; `session`: known until quit, because there is no keychain; `missing`: must be typed. */
  password: v.picklist(['keychain', 'session', 'missing']),
  /** The built-in practice exchange: shown with a sign of its own, not editable, not stored. */
  practice: v.boolean(),
  registration: RegistrationView,
  /** Messages to it that were ignored, since that wall-clock moment; absent: none came. */
  strangers: v.exactOptional(v.object({ count: v.number(), sinceMs: v.number() })),
  /** Wall-clock milliseconds; absent: nothing is known yet. */
  reachability: v.exactOptional(
    v.object({
      /** Since when it can be called, or cannot; `null`: nothing is known of now. */
      now: v.nullable(v.object({ reachable: v.boolean(), sinceMs: v.number() })),
      /** When it could not, the newest first. */
      gaps: v.array(v.object({ fromMs: v.number(), toMs: v.number() })),
    }),
  ),
});
export type LineView = v.InferOutput<typeof LineView>;

/** A known provider or PBX: what is fixed, and which fields the person must fill. */
export const PresetView = v.object({
  id: v.string(),
  name: v.string(),
  /** Complete but for `user` and `domain`, which are empty where the form asks for them. */
  draft: v.object({ ...entries, user: v.string(), domain: v.string() }),
  /** Fields the first-start form asks for, in order; all others keep the preset's value. */
  asks: v.array(v.picklist(['label', 'displayName', 'user', 'domain', 'authUser', 'server', 'password'])),
});
export type PresetView = v.InferOutput<typeof PresetView>;

const Password = v.pipe(v.string(), v.maxLength(1024));

export const lines = {
  changed: snapshot('lines/changed', v.array(LineView)),
  presets: snapshot('lines/presets', v.array(PresetView)),
  /** Whether a keychain exists; without one passwords live until quit and are asked for at the next start. */
  keychain: snapshot('lines/keychain', v.object({ available: v.boolean() })),
  add: command(
    'lines/add',
    v.object({ draft: LineDraft, password: v.nullable(Password) }),
    v.object({ id: Id }),
    ['invalid', 'storage'],
  ),
  change: command(
    'lines/change',
    v.object({ id: Id, draft: LineDraft, password: v.nullable(Password) }),
    Nothing,
    ['unknown-line', 'in-call', 'invalid', 'storage'],
  ),
  remove: command('lines/remove', v.object({ id: Id }), Nothing, ['unknown-line', 'in-call', 'storage']),
  enterPassword: command('lines/enter-password', v.object({ id: Id, password: Password }), Nothing, [
    'unknown-line',
    'in-call',
  ]),
  /**
   * Asks where to, and writes the last SIP messages of a line there with secrets taken out. Not saved: the person
   * changed his mind.
   */
  saveTrace: command('lines/save-trace', v.object({ id: Id }), v.object({ saved: v.boolean() }), [
    'unknown-line',
    'unavailable',
    'not-written',
  ]),
  /** Registers now instead of at the next retry. */
  refresh: command('lines/refresh', v.object({ id: Id }), Nothing, ['unknown-line']),
  /**
   * Registers once with the draft and says what was found; nothing is kept. Takes 12 s at most. With the `id` of a
   * line a `password` of `null` means the one that is known.
   */
  test: command(
    'lines/test',
    v.object({ id: v.nullable(Id), draft: LineDraft, password: v.nullable(Password) }),
    RegistrationView,
    ['busy'],
  ),
  practice: command('lines/practice', v.object({ on: v.boolean() }), Nothing, ['unavailable']),
};
