import { fail, ok, type Result } from '../../base/result';
import type { Json, Position } from './json';
import { CODECS, ENCRYPTIONS, REDIRECTS, TRANSPORTS, type TransportKind } from './line';
import { defaultsFor, isClientKey, PASSWORD_MAX, type LineDraft } from './line-draft';

/** A line of the file; `password` of `null` keeps the known one or asks for it. */
export interface ImportedLine {
  readonly draft: LineDraft;
  readonly password: string | null;
  /** Of the client certificate; `null` keeps the known one. */
  readonly clientKey: string | null;
}

interface FieldMistake {
  readonly kind: 'field';
  readonly at: Position;
  readonly field: string | null;
  readonly detail: string;
}
type Read<T> = Result<T, FieldMistake>;
type Fields = { -readonly [K in keyof LineDraft]?: LineDraft[K] } & {
  password?: string | null;
  clientKey?: string | null;
};
/** Puts one member into `fields`. */
type Reader = (fields: Fields, value: Json, name: string) => Read<void>;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['label', (fields, value, name) => set(text(value, name), (given) => (fields.label = given.trim()))],
  ['displayName', (fields, value, name) => set(text(value, name), (given) => (fields.displayName = given))],
  ['user', (fields, value, name) => set(text(value, name), (given) => (fields.user = given.trim()))],
  ['domain', (fields, value, name) => set(text(value, name), (given) => (fields.domain = given.trim()))],
  ['authUser', orNull((fields, given) => (fields.authUser = given))],
  ['password', orNull((fields, given) => (fields.password = given))],
  ['trustedCa', orNull((fields, given) => (fields.trustedCa = given))],
  ['pinnedCertificate', orNull((fields, given) => (fields.pinnedCertificate = given))],
  ['clientCertificate', orNull((fields, given) => (fields.clientCertificate = given))],
  ['clientKey', orNull((fields, given) => (fields.clientKey = given))],
  [
    'webSocketPath',
    (fields, value, name) => set(text(value, name), (given) => (fields.webSocketPath = given)),
  ],
  [
    'transport',
    (fields, value, name) => set(oneOf(TRANSPORTS, value, name), (given) => (fields.transport = given)),
  ],
  [
    'redirects',
    (fields, value, name) => set(oneOf(REDIRECTS, value, name), (given) => (fields.redirects = given)),
  ],
  [
    'encryption',
    (fields, value, name) => set(oneOf(ENCRYPTIONS, value, name), (given) => (fields.encryption = given)),
  ],
  ['media', (fields, value, name) => set(oneOf(MEDIA, value, name), (given) => (fields.media = given))],
  ['codecs', (fields, value, name) => set(codecs(value, name), (given) => (fields.codecs = given))],
  ['expiresS', (fields, value, name) => set(number(value, name), (given) => (fields.expiresS = given))],
  ...(['trustsIdentity', 'hidesIdentity', 'autoAnswer'] as const).map((field): [string, Reader] => [
    field,
    (fields, value, name) => set(boolean(value, name), (given) => (fields[field] = given)),
  ]),
  ['server', (fields, value, name) => set(server(value, name), (given) => (fields.server = given))],
]);
const MEDIA = ['rtp', 'webrtc'] as const;

/** One element of `lines`: types checked, what was left out filled in; whether values make sense is not. */
export function readLine(item: Json): Read<ImportedLine> {
  if (item.type !== 'object') return wrong(item.at, null, 'must be an object');
  const fields: Fields = {};
  for (const [name, value] of item.members) {
    const reader = READERS.get(name);
    if (!reader) return wrong(value.at, name, 'there is no such field');
    const read = reader(fields, value, name);
    if (!read.ok) return read;
  }
  const { user, domain, password = null, clientKey = null, ...others } = fields;
  if (user === undefined) return wrong(item.at, 'user', 'is missing');
  if (domain === undefined) return wrong(item.at, 'domain', 'is missing');
  if ((password?.length ?? 0) > PASSWORD_MAX) return wrong(item.at, 'password', 'too-long');
  if (clientKey !== null && !isClientKey(clientKey)) return wrong(item.at, 'clientKey', 'bad-pem');
  if (clientKey !== null && (others.clientCertificate ?? null) === null)
    return wrong(item.at, 'clientCertificate', 'is missing');
  const transport: TransportKind = others.transport ?? 'udp';
  const draft = { ...defaultsFor(transport), label: `${user}@${domain}`, ...others, user, domain };
  return ok({ draft, password, clientKey });
}

function set<T>(read: Read<T>, put: (given: T) => void): Read<void> {
  if (!read.ok) return read;
  put(read.value);
  return ok(undefined);
}

function orNull(put: (fields: Fields, given: string | null) => void): Reader {
  return (fields, value, name) => {
    const read: Read<string | null> = value.type === 'null' ? ok(null) : text(value, name);
    return set(read, (given) => {
      put(fields, given);
    });
  };
}

function text(value: Json, name: string): Read<string> {
  return value.type === 'string' ? ok(value.value) : wrong(value.at, name, 'must be a text');
}

function number(value: Json, name: string): Read<number> {
  return value.type === 'number' ? ok(value.value) : wrong(value.at, name, 'must be a number');
}

function boolean(value: Json, name: string): Read<boolean> {
  return value.type === 'boolean' ? ok(value.value) : wrong(value.at, name, 'must be true or false');
}

function oneOf<T extends string>(allowed: readonly T[], value: Json, name: string): Read<T> {
  const found = value.type === 'string' ? allowed.find((one) => one === value.value) : undefined;
  return found === undefined ? wrong(value.at, name, `must be one of ${allowed.join(', ')}`) : ok(found);
}

function codecs(value: Json, name: string): Read<LineDraft['codecs']> {
  if (value.type !== 'array') return wrong(value.at, name, 'must be a list');
  const given: LineDraft['codecs'][number][] = [];
  for (const [index, item] of value.items.entries()) {
    const codec = oneOf(CODECS, item, `${name}[${String(index)}]`);
    if (!codec.ok) return codec;
    if (!given.includes(codec.value)) given.push(codec.value);
  }
  return ok(given);
}

/** `null`, `"host"`, `"host:port"`, `"[::1]:5060"`, or an object with `host` and `port`. */
function server(value: Json, name: string): Read<LineDraft['server']> {
  if (value.type === 'null') return ok(null);
  if (value.type === 'string') return hostPort(value.value, value, name);
  if (value.type !== 'object') return wrong(value.at, name, 'must be a text or an object');
  for (const [key, { at }] of value.members)
    if (key !== 'host' && key !== 'port') return wrong(at, `${name}.${key}`, 'there is no such field');
  const hostValue = value.members.get('host');
  if (!hostValue) return wrong(value.at, `${name}.host`, 'is missing');
  const host = text(hostValue, `${name}.host`);
  const portValue = value.members.get('port');
  if (!portValue || portValue.type === 'null') return host.ok ? ok({ host: host.value, port: null }) : host;
  const port = number(portValue, `${name}.port`);
  if (!host.ok) return host;
  return port.ok ? ok({ host: host.value, port: port.value }) : port;
}

function hostPort(given: string, value: Json, name: string): Read<LineDraft['server']> {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(given.trim());
  if (!match) return wrong(value.at, name, 'must be "host" or "host:port", IPv6 in brackets');
  return ok({ host: match[1] ?? '', port: match[2] === undefined ? null : Number(match[2]) });
}

function wrong(at: Position, field: string | null, detail: string): Read<never> {
  return fail({ kind: 'field', at, field, detail });
}
