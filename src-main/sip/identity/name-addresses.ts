import type { NameAddress } from '../call/party';
import { tidyNameAddr } from '../guard/name-addr';
import { splitList } from '../message/split-list';

/** More is not looked at: no honest proxy chain is so long. */
const MOST = 20;
/** Longest single value, characters. */
const LONGEST = 1_024;

/** One `name-addr` of a header that may hold several. */
export interface AddressValue {
  readonly address: NameAddress;
  /** As it came: for parameters and URI headers. */
  readonly raw: string;
}

/** The addresses in headers like P-Asserted-Identity, in their order; what is none is left out. Never throws. */
export function nameAddresses(headers: readonly string[]): AddressValue[] {
  return headers
    .slice(0, MOST)
    .flatMap(splitList)
    .slice(0, MOST)
    .flatMap((raw) => {
      const address = raw.length > LONGEST ? null : nameAddress(raw);
      return address ? [{ address, raw }] : [];
    });
}

/** After `tidyNameAddr`: quoted or bare name, then a SIP URI in brackets. Password and parameters of its user part are left out. */
const NAME_ADDRESS =
  /^\s*(?:"((?:[^"\\]|\\.)*)"|([^"<]*))\s*<(sips?):(?:([^@>:;]*)[^@>]*@)?(\[[0-9a-f:.]+\]|[^\s:;?<>@[\]]+)(?::(\d{1,5}))?[^>]*>/i;

/** Not by sip.js' grammar: its time grows with what strangers write into lists. */
function nameAddress(raw: string): NameAddress | null {
  const match = NAME_ADDRESS.exec(tidyNameAddr(raw));
  if (!match) return null;
  const [, quoted, bare, scheme = '', user, host = '', port] = match;
  return {
    displayName: quoted ?? bare?.trim(),
    uri: { scheme: scheme.toLowerCase(), user, host, port: port === undefined ? undefined : Number(port) },
  };
}

/** A parameter of the header, not of the URI in brackets; in lower case, without quotes. */
export function headerParameter(raw: string, name: string): string | null {
  const after = raw.slice(raw.lastIndexOf('>') + 1);
  const value = new RegExp(`;\\s*${name}\\s*=\\s*("[^"]*"|[^\\s;,"]*)`, 'i').exec(after)?.[1];
  return value?.replaceAll('"', '').toLowerCase() ?? null;
}
