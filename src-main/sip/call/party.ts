import { WITHHELD, type Party } from '../../phone/call/party';
import { TEL_HOST } from '../guard/name-addr';

/** What the network's From or To holds, as sip.js parsed it. */
export interface NameAddress {
  /** sip.js leaves it out when there is none, whatever its types say. */
  readonly displayName: string | undefined;
  readonly uri: {
    readonly scheme: string;
    readonly user: string | undefined;
    readonly host: string;
    readonly port: number | undefined;
  };
}

/** Longest name or number shown; a card has no room for more and nobody means well with more. */
const LONGEST = 128;

/** Who does not want to be known, or is not known to the exchange itself (RFC 3323 §4.1.1.3, 3GPP TS 23.003). */
const NOBODY_HOST = /^(?:anonymous|unknown|unavailable|restricted)\.invalid$/i;

/** The far end as people see it: text only, no parameters or headers, the address there unless it is withheld. */
export function partyOf({ displayName, uri }: NameAddress): Party {
  const user = clean(decoded(uri.user ?? ''));
  const host = clean(uri.host);
  if (/^anonymous$/i.test(user) || NOBODY_HOST.test(host)) return WITHHELD;
  const name = clean(displayName ?? '');
  if (host === TEL_HOST) return { uri: `tel:${user}`, name: name || null, number: user };
  const port = uri.port === undefined ? '' : `:${String(uri.port)}`;
  return {
    uri: `${uri.scheme === 'sips' ? 'sips' : 'sip'}:${user === '' ? '' : `${encoded(user)}@`}${host}${port}`,
    name: name || null,
    number: numberOf(user, host),
  };
}

/** Whom a call goes to that was sent on: its To still names whom the user called. */
export function calledParty(uri: NameAddress['uri']): Party {
  return partyOf({ displayName: undefined, uri });
}

function numberOf(user: string, host: string): string {
  if (user === '') return host;
  return /^[+\d*#().\- A-Da-d]+$/.test(user) ? user : `${user}@${host}`;
}

/**
 * Control, bidi, zero-width and other invisible characters removed: they would let a caller write over what the
 * window shows, or look like somebody else.
 */
export function clean(text: string): string {
  return (
    text
      .replace(/\\(.)/g, '$1')
      .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, '')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, LONGEST)
      // Half a character at the cut cannot be written into a URI.
      .replace(/\p{Cs}/gu, '')
  );
}

/** Our own display name inside quotes: nothing that ends the quotes or the line. */
export function displayNameForWire(name: string): string {
  return clean(name.replace(/["\\]/g, ''));
}

function decoded(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user; // Not UTF-8 underneath: shown as written.
  }
}

function encoded(user: string): string {
  return encodeURIComponent(user).replace(/%(?:2B|3A|2F|40)/g, (code) =>
    code === '%40' ? code : decodeURIComponent(code),
  );
}
