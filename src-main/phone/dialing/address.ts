import { isHost } from '../account/line-draft';
import { hasInvisible, percentDecoded } from './clean';

export type Scheme = 'sip' | 'sips';

/** A SIP address in its parts: `user` decoded, `host` ready for a URI (lower case, IPv6 in brackets). */
export interface Address {
  readonly user: string;
  readonly host: string;
  readonly port: number | null;
}

/** Letters and digits of any script, and the marks RFC 3261 §25.1 allows or that are escaped below. */
const USER = /^[\p{L}\p{M}\p{N}._~+\-*#!$&=']{1,255}$/u;

export function isUser(text: string): boolean {
  return USER.test(text) && !hasInvisible(text);
}

/**
 * Takes `user@host:port` apart. A password in the user part, URI parameters (`;maddr=`, `;method=`) and headers
 * (`?Replaces=`) are dropped: a link must not steer where a call goes or what it carries.
 */
export function parseAddress(text: string): Address | null {
  const at = text.lastIndexOf('@');
  const user = percentDecoded(cut(text.slice(0, at), /[:;?]/));
  const hostPort = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(cut(text.slice(at + 1), /[;?]/));
  const host = hostPort ? uriHost(hostPort[1] ?? '') : null;
  const port = hostPort?.[2] === undefined ? null : Number(hostPort[2]);
  if (at < 1 || user === null || !isUser(user) || host === null) return null;
  return port === 0 || (port ?? 0) > 65_535 ? null : { user, host, port };
}

/** A configured or typed host as it stands in a URI; `null` when it is none. */
export function uriHost(text: string): string | null {
  const host = text.trim().toLowerCase();
  if (!isHost(host)) return null;
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/** `#` must be escaped in a SIP URI, `*` and `+` must not (RFC 3261 §25.1). */
export function encodeUser(user: string): string {
  return encodeURIComponent(user).replace(/%(2B|24|26|3D)/g, (escaped) => decodeURIComponent(escaped));
}

export function printAddress(scheme: Scheme, { user, host, port }: Address): string {
  return `${scheme}:${encodeUser(user)}@${host}${port === null ? '' : `:${String(port)}`}`;
}

function cut(text: string, at: RegExp): string {
  const index = text.search(at);
  return index < 0 ? text : text.slice(0, index);
}
