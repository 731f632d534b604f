import { fail, ok, type Result } from '../../base/result';
import { isUser, parseAddress, printAddress, uriHost, type Address, type Scheme } from './address';
import { cleanTyped, isIpv4, numberIn, percentDecoded } from './clean';
import { isEmergency } from './emergency';

/** What will be dialled. */
export interface Target {
  /** `sip:` or `sips:` URI without parameters and headers; ASCII without spaces or controls. */
  readonly uri: string;
  /** The number or user on the line's own domain, else the whole address: what history and cards show. */
  readonly number: string;
  readonly kind: 'number' | 'user' | 'address';
  readonly emergency: boolean;
}

export type TargetFailure = { readonly kind: 'empty' } | { readonly kind: 'not-dialable' };

const NOT_DIALABLE = { kind: 'not-dialable' } as const;

/**
 * Typed, pasted or clicked text → whom to call on a line of `domain`. In this order:
 *
 * 1. Invisible characters and space at the ends go; a control character or line break inside refuses it all.
 * 2. `tel:` keeps the number before its first parameter (RFC 3966), `callto:` what follows, `sip:`/`sips:` the
 *    address; `//` after a scheme is forgiven. Headers, parameters and passwords of URIs are dropped.
 * 3. Digits with separators (space, brackets, slash, dot, dashes) are a number at the line's domain. A leading
 *    `+`, `*` and `#` are kept; nothing is added; emergency numbers are dialled as they are.
 * 4. `user@host` is that address, a number in it being left as written.
 * 5. A single word is a user at the line's domain; an IPv4 address is called directly.
 * 6. Anything else (two words, `;`, `,`, quotes) is not dialable.
 */
export function parseTarget(typed: string, domain: string): Result<Target, TargetFailure> {
  const text = cleanTyped(typed);
  if (text === null) return fail(NOT_DIALABLE);
  if (text === '') return fail({ kind: 'empty' });
  const home = uriHost(domain);
  const target = home === null ? null : byScheme(text, home);
  return target ? ok(target) : fail(NOT_DIALABLE);
}

function byScheme(text: string, home: string): Target | null {
  const link = /^(tel|sips?|callto):(?:\/\/)?(.*)$/i.exec(text);
  if (!link) return text.includes('@') ? address(text, 'sip', home) : word(text, 'sip', home);
  const scheme = (link[1] ?? '').toLowerCase();
  const rest = (link[2] ?? '').trim();
  const secure = scheme === 'sips' ? 'sips' : 'sip';
  if (rest.includes('@') && scheme !== 'tel') return address(rest, secure, home);
  const bare = percentDecoded(rest.replace(/[;?].*$/, ''));
  if (bare === null) return null;
  return scheme === 'tel' ? number(bare, 'sip', home) : word(bare, secure, home);
}

function word(text: string, scheme: Scheme, home: string): Target | null {
  if (isIpv4(text)) return { uri: `${scheme}:${text}`, number: text, kind: 'address', emergency: false };
  return number(text, scheme, home) ?? user(text, scheme, home);
}

function number(text: string, scheme: Scheme, home: string): Target | null {
  const dialled = numberIn(text);
  return dialled === null ? null : target('number', scheme, { user: dialled, host: home, port: null });
}

function user(text: string, scheme: Scheme, home: string): Target | null {
  const isName = isUser(text) && /\p{L}/u.test(text);
  return isName ? target('user', scheme, { user: text, host: home, port: null }) : null;
}

/** An address on the line's own domain is shown short when what is shown means the same if typed. */
function address(text: string, scheme: Scheme, home: string): Target | null {
  const parts = parseAddress(text);
  if (!parts) return null;
  if (parts.host === home && parts.port === null) {
    const short = word(parts.user, scheme, home);
    if (short && short.uri === printAddress(scheme, parts)) return short;
  }
  return target('address', scheme, parts);
}

function target(kind: Target['kind'], scheme: Scheme, parts: Address): Target {
  const uri = printAddress(scheme, parts);
  const port = parts.port === null ? '' : `:${String(parts.port)}`;
  const shown = kind === 'address' ? `${parts.user}@${parts.host}${port}` : parts.user;
  return { uri, number: shown, kind, emergency: kind === 'number' && isEmergency(parts.user) };
}
