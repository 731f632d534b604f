import { schemeOf } from './uri';

/** Characters a display name may hold without quotes (RFC 3261 §25.1 `token` and blanks). */
const TOKENS = /^[A-Za-z0-9\-.!%*_+`'~ \t]*$/;

/**
 * A From, To or Contact value as sip.js' grammar accepts it. Real exchanges send `Jürgen <sip:…>` unquoted,
 * `<tel:+49…>` from the telephone network and a raw `#` or blanks in the user part; unchanged, each would lose the call.
 */
export function tidyNameAddr(value: string): string {
  const bracket = openingBracket(value);
  if (bracket < 0) return tidyBareAddress(value);
  const name = value.slice(0, bracket).trim();
  const close = value.indexOf('>', bracket);
  if (close < 0) return value;
  const uri = tidyUri(value.slice(bracket + 1, close));
  const quoted = name === '' || name.startsWith('"') || TOKENS.test(name) ? name : quote(name);
  return `${quoted === '' ? '' : `${quoted} `}<${uri}>${value.slice(close + 1)}`;
}

export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '')}"`;
}

/** Without brackets everything after the first `;` belongs to the header, not to the URI (RFC 3261 §20.10). */
function tidyBareAddress(value: string): string {
  if (schemeOf(value) === null) return value;
  const semicolon = value.indexOf(';');
  const uri = semicolon < 0 ? value : value.slice(0, semicolon);
  return `<${tidyUri(uri)}>${semicolon < 0 ? '' : value.slice(semicolon)}`;
}

function tidyUri(uri: string): string {
  const trimmed = uri.trim();
  const scheme = schemeOf(trimmed);
  if (scheme === 'tel') {
    const number = trimmed.slice(4).split(';')[0] ?? '';
    return `sip:${encodeURIComponent(number).replace(/%2B/g, '+')}@${TEL_HOST};user=phone`;
  }
  if (scheme !== null && scheme !== 'sip' && scheme !== 'sips')
    return `sip:${encodeURIComponent(trimmed)}@${OTHER_SCHEME_HOST}`;
  const at = trimmed.lastIndexOf('@');
  const host = trimmed.slice(at + 1).replace(/(?<=\[[0-9A-Fa-f:]*):::(?=[0-9A-Fa-f.:]*\])/, '::');
  return `${escapedUser(trimmed.slice(0, at + 1))}${host}`;
}

/** What may not stand in a user part as it is (RFC 3261 §25.1 `userinfo`): `#`, blanks, letters beyond ASCII. */
function escapedUser(user: string): string {
  return user
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[^A-Za-z0-9\-_.!~*'()&=+$,;?/:%@]/gu, encodeURIComponent)
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25');
}

/** Stands for "a number, no host" inside sip.js; `party.ts` turns it back into `tel:`. */
export const TEL_HOST = 'tel.invalid';
/** Any other URI that is no address of ours to call: sip.js' grammar knows only SIP (RFC 4475 §3.3.4). */
const OTHER_SCHEME_HOST = 'uri.invalid';

/** Where the address begins, past a quoted display name that may itself hold a `<`. */
function openingBracket(value: string): number {
  const trimmed = value.trimStart();
  if (!trimmed.startsWith('"')) return value.indexOf('<');
  const end = /^"(?:[^"\\]|\\.)*"/.exec(trimmed)?.[0].length ?? 0;
  return value.indexOf('<', value.length - trimmed.length + end);
}
