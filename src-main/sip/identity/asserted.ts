import type { Party } from '../../phone/call/party';
import { partyOf, type NameAddress } from '../call/party';
import { headerParameter, nameAddresses, type AddressValue } from './name-addresses';

/** A message as sip.js read it. */
export interface Headers {
  getHeaders(name: string): string[];
}

/** Values of Privacy with which a network must not show who is there (RFC 3323 §4.2, RFC 3325 §9.3). */
const HIDING = /(?:^|[;,\s])(?:id|user|header)(?:$|[;,\s])/i;

/**
 * Who is really there as our own exchange says: P-Asserted-Identity (RFC 3325), else Remote-Party-ID (its draft,
 * still common). `null`: it does not say, or was asked not to. The wire lets these headers through from whoever
 * may be believed only.
 */
export function assertedParty(message: Headers): Party | null {
  if (message.getHeaders('privacy').some((value) => HIDING.test(value))) return null;
  const asserted = nameAddresses(message.getHeaders('p-asserted-identity'));
  return asserted.length > 0 ? fromAsserted(asserted) : fromRemoteParty(message);
}

/** RFC 3325 §9.1: one or two values, then one is a telephone number and the other an address. */
function fromAsserted(values: readonly AddressValue[]): Party | null {
  const parties = values.map(({ address }) => partyOf(address)).filter(({ uri }) => uri !== '');
  const telephone = parties.find(({ uri }) => uri.startsWith('tel:'));
  const address = parties.find(({ uri }) => !uri.startsWith('tel:')) ?? telephone;
  if (!address) return null;
  const name = address.name ?? telephone?.name ?? null;
  return { uri: address.uri, name, number: telephone?.number ?? address.number };
}

function fromRemoteParty(message: Headers): Party | null {
  const [value] = nameAddresses(message.getHeaders('remote-party-id'));
  if (!value) return null;
  const privacy = headerParameter(value.raw, 'privacy') ?? 'off';
  if (/full|uri/.test(privacy)) return null;
  const party = partyOf(value.address);
  if (party.uri === '') return null;
  return privacy.includes('name') ? { ...party, name: null } : party;
}

/** What to show: the exchange's word over the caller's own. */
export function shownParty(message: Headers, claimed: NameAddress): Party {
  const own = partyOf(claimed);
  const asserted = assertedParty(message);
  if (!asserted) return own;
  // The exchange vouches for the number; the name may stand in From only.
  return asserted.name === null && asserted.number === own.number
    ? { ...asserted, name: own.name }
    : asserted;
}
