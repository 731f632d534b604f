import type { Line, TransportKind } from './line';

/** What a person or a file says about a line: all but its identity. */
export type LineDraft = Omit<Line, 'id'>;
export type DraftField = keyof LineDraft | 'password';

export type DraftProblem =
  | 'empty'
  | 'too-long'
  | 'bad-characters'
  | 'bad-host'
  | 'bad-port'
  | 'bad-path'
  | 'bad-value'
  | 'bad-pem'
  | 'out-of-range'
  /** The keys of the sound would travel in the clear. */
  | 'needs-encrypted-signalling';

/** `field` as in the draft, `server.host` and `server.port` for the parts of `server`. */
export interface FieldFailure {
  readonly field: DraftField | 'server.host' | 'server.port';
  readonly problem: DraftProblem;
}

/** The longest password the windows and files may hand over, characters. */
export const PASSWORD_MAX = 1_024;

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;
const IPV6 = /^\[?[0-9a-f:.]{2,45}\]?$/i;

/** Whether this may stand as a host: a DNS name, an IPv4 address, or an IPv6 address with or without brackets. */
export function isHost(text: string): boolean {
  if (text.includes(':')) return IPV6.test(text) && text.startsWith('[') === text.endsWith(']');
  return HOST_NAME.test(text);
}

/** Every field that cannot be used, in the order a form shows them; empty when the draft is good. */
export function checkDraft(draft: LineDraft): readonly FieldFailure[] {
  const failures: FieldFailure[] = [];
  const check = (field: FieldFailure['field'], problem: DraftProblem | null): void => {
    if (problem) failures.push({ field, problem });
  };
  check('label', text(draft.label, 100));
  check('displayName', draft.displayName === '' ? null : text(draft.displayName, 100));
  check('user', text(draft.user, 255) ?? (/[\s@<>"]/.test(draft.user) ? 'bad-characters' : null));
  check('domain', host(draft.domain));
  check('authUser', draft.authUser === null ? null : text(draft.authUser, 255));
  check('server.host', draft.server ? host(draft.server.host) : null);
  check('server.port', draft.server ? port(draft.server.port) : null);
  check('webSocketPath', /^\/[\x21-\x7e]{0,254}$/.test(draft.webSocketPath) ? null : 'bad-path');
  check('codecs', draft.codecs.length === 0 ? 'empty' : null);
  check('trustedCa', draft.trustedCa === null ? null : pem(draft.trustedCa));
  check('pinnedCertificate', draft.pinnedCertificate === null ? null : fingerprint(draft.pinnedCertificate));
  check('clientCertificate', draft.clientCertificate === null ? null : pem(draft.clientCertificate));
  check('expiresS', within(draft.expiresS, 60, 3_600) ? null : 'out-of-range');
  check('encryption', needsEncryptedSignalling(draft) ? 'needs-encrypted-signalling' : null);
  return failures;
}

/** Its keys must not be read on the way; a WebRTC line makes them without signalling. */
function needsEncryptedSignalling({ encryption, media, transport }: LineDraft): boolean {
  const encrypted = transport === 'tls' || transport === 'wss';
  return encryption === 'required' && media === 'rtp' && !encrypted;
}

/** One line for the log and for "Details": `domain: bad-host; expiresS: out-of-range`. */
export function describeFailures(failures: readonly FieldFailure[]): string {
  return failures.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
}

function text(value: string, max: number): DraftProblem | null {
  if (value.trim() === '') return 'empty';
  if (value.length > max) return 'too-long';
  return CONTROL.test(value) ? 'bad-characters' : null;
}

function host(value: string): DraftProblem | null {
  if (value === '') return 'empty';
  return isHost(value) ? null : 'bad-host';
}

function port(value: number | null): DraftProblem | null {
  return value === null || within(value, 1, 65_535) ? null : 'bad-port';
}

function pem(value: string): DraftProblem | null {
  if (value.length > 65_536) return 'too-long';
  return /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(value) ? null : 'bad-pem';
}

function fingerprint(value: string): DraftProblem | null {
  return /^(?:[0-9a-f]{2}:?){31}[0-9a-f]{2}$/i.test(value) ? null : 'bad-value';
}

/** A private key as it stands in a file, not locked with a password. */
export function isClientKey(value: string): boolean {
  const key = /-----BEGIN (?:EC |RSA )?PRIVATE KEY-----[\s\S]+-----END (?:EC |RSA )?PRIVATE KEY-----/;
  return value.length <= 65_536 && key.test(value);
}

function within(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

/** All that a line is when only its address is known. WebSocket servers of PBXs speak WebRTC as a rule. */
export function defaultsFor(transport: TransportKind): Omit<LineDraft, 'label' | 'user' | 'domain'> {
  const webrtc = transport === 'ws' || transport === 'wss';
  return {
    ...{ displayName: '', authUser: null, transport, server: null, webSocketPath: '/ws' },
    ...{ media: webrtc ? 'webrtc' : 'rtp', trustedCa: null, expiresS: 600 },
    ...{ pinnedCertificate: null, clientCertificate: null },
    ...{ trustsIdentity: true, hidesIdentity: false, autoAnswer: false, redirects: 'same-domain' },
    encryption: 'if-offered',
    codecs: webrtc ? ['opus', 'PCMA', 'PCMU'] : ['opus', 'G722', 'PCMA', 'PCMU'],
  };
}
