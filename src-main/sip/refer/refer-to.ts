import type { Session, URI } from 'sip.js/lib/core/index.js';
import { fail, ok, type Result } from '../../base/result';
import type { Party } from '../../phone/call/party';
import { requestUri } from '../call/target';
import { partyOf } from '../call/party';
import { splitList } from '../message/split-list';
import { parseReplaces, writeReplaces, type Replaces } from './replaces';

/** Whom we are asked to call, cleaned: nothing of the referrer's but address, GRUU and Replaces is left. */
export interface ReferTo {
  readonly target: URI;
  readonly party: Party;
  readonly replaces: Replaces | null;
}

/** `malformed` is answered 400; `unsupported` names a scheme or method we do not follow, and is declined. */
export type ReferToFlaw = { readonly kind: 'malformed' | 'unsupported' };

interface NameAddr {
  readonly name: string;
  readonly uri: string;
}

/** RFC 3515 §2.1: exactly one value. */
export function parseReferTo(values: readonly string[], domain: string): Result<ReferTo, ReferToFlaw> {
  const [value, ...others] = values.flatMap(splitList);
  const address = value === undefined || others.length > 0 ? null : nameAddrOf(value);
  if (!address) return fail({ kind: 'malformed' });
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(address.uri)?.[1]?.toLowerCase() ?? '';
  if (!['sip', 'sips', 'tel'].includes(scheme)) return fail({ kind: 'unsupported' });
  const { bare, parameters, headers } = taken(address.uri);
  const method = parameterOf(parameters, 'method') ?? 'INVITE';
  if (method.toUpperCase() !== 'INVITE') return fail({ kind: 'unsupported' });
  const target = requestUri(bare, domain);
  const asked = replacesIn(headers);
  if (!target.ok || !asked.ok) return fail({ kind: 'malformed' });
  const gruu = parameterOf(parameters, 'gr');
  // RFC 5627 §5: without it the address would name every phone of that person.
  if (gruu !== null) target.value.setParam('gr', gruu);
  return ok({ target: target.value, party: partyIn(address.name, target.value), replaces: asked.value });
}

/** RFC 3892 §3, without its parameters; `null` when there is none that could be read. */
export function parseReferredBy(
  value: string | undefined,
  domain: string,
): { uri: URI; party: Party } | null {
  const address = value === undefined ? null : nameAddrOf(value);
  const uri = address && requestUri(taken(address.uri).bare, domain);
  return address && uri?.ok === true ? { uri: uri.value, party: partyIn(address.name, uri.value) } : null;
}

export function writeReferTo(target: URI, replaces: Replaces | null): string {
  const headers = replaces === null ? '' : `?Replaces=${encodeURIComponent(writeReplaces(replaces))}`;
  return `<${target.toString()}${headers}>`;
}

/** The dialog behind `session` as its far end would find it (RFC 5589 §7.1). */
export function replacesOf({ callId, remoteTag, localTag }: Session): Replaces {
  return { callId, toTag: remoteTag, fromTag: localTag, earlyOnly: false };
}

/**
 * Where the far end of `session` is reached by a third party: its Contact if that is good everywhere (RFC 5627),
 * else its address of record, since a Contact mostly holds for the one who heard it only (RFC 5589 §7.3).
 */
export function publicAddressOf({ remoteTarget, remoteURI }: Session): URI {
  const anonymous = /\.invalid$/i.test(remoteURI.host);
  return remoteTarget.hasParam('gr') || anonymous ? remoteTarget : remoteURI;
}

function partyIn(name: string, uri: URI): Party {
  const { scheme, user, host, port } = uri;
  return partyOf({ displayName: name, uri: { scheme, user, host, port } });
}

function nameAddrOf(value: string): NameAddr | null {
  const match = /^\s*("(?:[^"\\]|\\.)*"|[^<"]*?)\s*<([^<>]*)>/.exec(value);
  const uri = match ? (match[2] ?? '') : (value.split(';', 1)[0] ?? '');
  const name = (match?.[1] ?? '').replace(/^"|"$/g, '');
  return /^[\x21-\x7e]+$/.test(uri.trim()) ? { name, uri: uri.trim() } : null;
}

/** An address apart from its parameters and headers. A Call-ID in the headers may hold an `@` of its own. */
function taken(uri: string): { bare: string; parameters: string; headers: string } {
  const at = uri.indexOf('@') + 1;
  const question = uri.indexOf('?', at);
  const address = question < 0 ? uri : uri.slice(0, question);
  const semicolon = address.indexOf(';', at);
  return {
    bare: semicolon < 0 ? address : address.slice(0, semicolon),
    parameters: semicolon < 0 ? '' : address.slice(semicolon),
    headers: question < 0 ? '' : uri.slice(question + 1),
  };
}

function parameterOf(parameters: string, name: string): string | null {
  const value = new RegExp(`;${name}=([A-Za-z0-9\\-.!%*_+\`'~:\\[\\]/?&$]+)(?:;|$)`, 'i').exec(
    parameters,
  )?.[1];
  return value ?? null;
}

function replacesIn(headers: string): Result<Replaces | null, ReferToFlaw> {
  const written = /(?:^|&)replaces=([^&]*)/i.exec(headers)?.[1];
  if (written === undefined) return ok(null);
  try {
    const replaces = parseReplaces(decodeURIComponent(written));
    return replaces ? ok(replaces) : fail({ kind: 'malformed' });
  } catch {
    return fail({ kind: 'malformed' }); // Not UTF-8 underneath.
  }
}
