import type { URI } from 'sip.js/lib/core/index.js';
import type { Line } from '../../phone/account/line';
import { displayNameForWire } from '../call/party';
import { addressOfRecord } from '../core';
import { ANONYMOUS_HOST } from './discretion';

/** Who we say we are in an INVITE. */
export interface Caller {
  readonly uri: URI;
  readonly displayName: string;
  readonly headers: readonly string[];
}

/**
 * @param hidden the one called shall not learn who we are: From says nothing, and our own exchange, which must
 * know, is asked not to tell (RFC 3323 §4.1, RFC 3325 §9.2)
 */
export function callerOf(line: Line, hidden: boolean): Caller {
  const own = addressOfRecord(line);
  const name = displayNameForWire(line.displayName);
  if (!hidden) return { uri: own, displayName: name, headers: [] };
  const preferred = `${name === '' ? '' : `"${name}" `}<${own.toString()}>`;
  return {
    uri: addressOfRecord({ user: 'anonymous', domain: ANONYMOUS_HOST }),
    displayName: 'Anonymous',
    headers: ['Privacy: id', `P-Preferred-Identity: ${preferred}`],
  };
}
