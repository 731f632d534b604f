import { randomBytes } from 'node:crypto';
import type { MasterKey } from './key-derivation';
import type { RemoteKey } from './receiver';
import { SUITE_NAMES, SUITES, type Suite, type SuiteName } from './suite';

/** More than any telephone offers; a description with more is not read. */
const MAX_ATTRIBUTES = 16;
const MAX_KEYS = 4;
const MAX_IDENTIFIER_BYTES = 128;
/** What telephones made before RFC 6188 call its suites; an answer repeats the name of the offer. */
const OLD_NAMES: ReadonlyMap<string, SuiteName> = new Map([
  ['AES_CM_256_HMAC_SHA1_80', 'AES_256_CM_HMAC_SHA1_80'],
  ['AES_CM_256_HMAC_SHA1_32', 'AES_256_CM_HMAC_SHA1_32'],
]);

/** One `a=crypto` of the far end's that we can use (RFC 4568 §9.1). */
export interface RemoteCrypto {
  readonly tag: number;
  /** Of the suite, as they write it. */
  readonly name: string;
  readonly suite: Suite;
  /** One, or several that packets tell apart by their identifiers, all of one length. */
  readonly keys: readonly RemoteKey[];
}

/** One of ours. */
export interface LocalCrypto {
  readonly tag: number;
  readonly name: string;
  readonly suite: Suite;
  readonly master: MasterKey;
}

/**
 * The attributes of a section that can be used, in their order; `undefined` when any of them is malformed, for then
 * nobody knows what was meant. One with a suite or a parameter we do not know is passed over (RFC 4568 §6.1, §6.3.7):
 * so are those that would leave packets unencrypted or unauthenticated.
 */
export function readCrypto(values: readonly string[]): readonly RemoteCrypto[] | undefined {
  if (values.length > MAX_ATTRIBUTES) return undefined;
  const tags = new Set<number>();
  const usable: RemoteCrypto[] = [];
  for (const value of values) {
    const read = readOne(value);
    if (read === undefined || tags.has(read.tag)) return undefined;
    tags.add(read.tag);
    if (read.crypto) usable.push(read.crypto);
  }
  return usable;
}

interface Read {
  readonly tag: number;
  readonly crypto: RemoteCrypto | null;
}

function readOne(value: string): Read | undefined {
  const [tagText, suiteName, keyText, ...parameters] = value.trim().split(/[ \t]+/);
  if (tagText === undefined || !/^[1-9]\d{0,8}$/.test(tagText) || !keyText || !suiteName) return undefined;
  const tag = Number(tagText);
  const name = SUITE_NAMES.find((known) => known === suiteName) ?? OLD_NAMES.get(suiteName);
  if (name === undefined || !parameters.every(isHarmless)) return { tag, crypto: null };
  const suite = SUITES[name];
  const keys = readKeys(keyText, suite);
  return keys && { tag, crypto: { tag, name: suiteName, suite, keys } };
}

/** A hint about the window, no derivation in between, and what its sender itself calls not mandatory (RFC 4568 §6.3). */
function isHarmless(parameter: string): boolean {
  return /^(?:WSH=\d{2,9}|KDR=0|-.+)$/.test(parameter);
}

function readKeys(text: string, suite: Suite): readonly RemoteKey[] | undefined {
  const parts = text.split(';');
  if (parts.length > MAX_KEYS) return undefined;
  const keys = parts.map((part) => readKey(part, suite));
  const [first] = keys;
  const bytes = first?.identifier?.length ?? 0;
  const good = keys.filter((key) => key !== undefined && (key.identifier?.length ?? 0) === bytes);
  if (good.length !== parts.length || (parts.length > 1 && bytes === 0)) return undefined;
  return good.flatMap((key) => key ?? []);
}

/** `inline:` key and salt in base 64, then a lifetime, then the identifier with its length (RFC 4568 §6.1). */
function readKey(part: string, suite: Suite): RemoteKey | undefined {
  const fields = /^inline:([A-Za-z0-9+/]+={0,2})((?:\|[^|]*){0,2})$/.exec(part);
  if (fields?.[1] === undefined || fields[2] === undefined) return undefined;
  const bytes = Buffer.from(fields[1], 'base64');
  if (bytes.length !== suite.keyBytes + suite.saltBytes || bytes.toString('base64') !== padded(fields[1]))
    return undefined;
  const identifier = readIdentifier(fields[2].split('|').slice(1));
  if (identifier === undefined) return undefined;
  return { key: bytes.subarray(0, suite.keyBytes), salt: bytes.subarray(suite.keyBytes), identifier };
}

function readIdentifier(fields: readonly string[]): Buffer | null | undefined {
  const [first, second] = fields;
  if (first === undefined) return null;
  if (second === undefined && isLifetime(first)) return null;
  const named = second ?? first;
  if (second !== undefined && !isLifetime(first)) return undefined;
  const match = /^(\d{1,39}):(\d{1,3})$/.exec(named);
  if (match?.[1] === undefined) return undefined;
  const bytes = Number(match[2]);
  const hex = BigInt(match[1]).toString(16);
  if (bytes < 1 || bytes > MAX_IDENTIFIER_BYTES || hex.length > 2 * bytes) return undefined;
  return Buffer.from(hex.padStart(2 * bytes, '0'), 'hex');
}

/** How many packets a key is for: `2^n` or a number, up to what SRTP allows. It is the far end's to rekey in time. */
function isLifetime(text: string): boolean {
  const match = /^(2\^)?(\d{1,15})$/.exec(text);
  if (!match) return false;
  const count = match[1] === undefined ? Number(match[2]) : 2 ** Number(match[2]);
  return count >= 1 && count <= 2 ** 48;
}

function padded(base64: string): string {
  const bare = base64.replace(/=+$/, '');
  return bare + '='.repeat((4 - (bare.length % 4)) % 4);
}

export function freshKey(suite: Suite): MasterKey {
  return { key: randomBytes(suite.keyBytes), salt: randomBytes(suite.saltBytes) };
}

/** The attribute without `a=`. Neither lifetime nor identifier: both are ours to leave out. */
export function writeCrypto({ tag, name, master }: LocalCrypto): string {
  const inline = Buffer.concat([master.key, master.salt]).toString('base64');
  return `crypto:${String(tag)} ${name} inline:${inline}`;
}
