import { badRequest, type Flaw } from './flaw';

/** Schemes we can be reached by, and callers can have (RFC 3261 §19.1, RFC 3966). */
export const KNOWN_SCHEMES: readonly string[] = ['sip', 'sips', 'tel'];

/** In lower case; `null` when `uri` has none. */
export function schemeOf(uri: string): string | null {
  return /^([A-Za-z][A-Za-z0-9+.-]*):./.exec(uri)?.[1]?.toLowerCase() ?? null;
}

/** What makes a URI dangerous or ambiguous to take apart; an odd one that is neither passes. */
export function uriFlaw(uri: string): Flaw | null {
  const scheme = schemeOf(uri);
  if (scheme === null) return badRequest('URI Without Scheme');
  if (/[\x00-\x20\x7f<>"]/.test(uri)) return badRequest('Bad Character in URI');
  if (/%(?![0-9A-Fa-f]{2})/.test(uri)) return badRequest('Bad Escape in URI');
  return scheme === 'sip' || scheme === 'sips' ? hostFlaw(uri) : null;
}

function hostFlaw(uri: string): Flaw | null {
  const host = hostPortOf(uri);
  const port = Number(/:(\d{1,5})$/.exec(host.replace(/^\[[^\]]*\]/, ''))?.[1] ?? 1);
  if (port < 1 || port > 65_535) return badRequest('Bad Port');
  if (host.startsWith('['))
    return /^\[[0-9A-Fa-f:.]+\](?::\d{1,5})?$/.test(host) ? null : badRequest('Bad IPv6 Reference');
  // An IPv6 address without brackets: where would its port begin (RFC 5118 §4.2)?
  return /^[^:[\]]+(?::\d{1,5})?$/.test(host) ? null : badRequest('Bad Host');
}

function hostPortOf(uri: string): string {
  const from = Math.max(uri.indexOf(':'), uri.lastIndexOf('@')) + 1;
  return uri.slice(from).split(/[;?]/, 1)[0] ?? '';
}
