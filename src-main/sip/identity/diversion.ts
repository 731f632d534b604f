import type { Diversion, DiversionReason } from '../../phone/call/diversion';
import type { Party } from '../../phone/call/party';
import { partyOf } from '../call/party';
import type { Headers } from './asserted';
import { headerParameter, nameAddresses, type AddressValue } from './name-addresses';

/** RFC 5806 §4 `diversion-reason`. */
const REASONS: Readonly<Record<string, DiversionReason>> = {
  'user-busy': 'busy',
  'no-answer': 'no-answer',
  unavailable: 'unavailable',
  'out-of-service': 'unavailable',
  away: 'unavailable',
  unconditional: 'always',
  'follow-me': 'always',
  'time-of-day': 'always',
  'do-not-disturb': 'busy',
  deflection: 'deflected',
};

/** RFC 4458 §2: why a call was retargeted, as the status of an answer. */
const CAUSES: Readonly<Record<string, DiversionReason>> = {
  '302': 'always',
  '408': 'no-answer',
  '480': 'deflected',
  '486': 'busy',
  '487': 'deflected',
  '503': 'unavailable',
};

/**
 * Whom the caller really called, when the call was sent on to us: the oldest Diversion (RFC 5806), else the
 * first entry of the History-Info (RFC 7044). `null`: nobody else, or nobody who wants to be named.
 * @param ownUser our own user part: a call "via ourselves" was not sent on
 */
export function diversionOf(message: Headers, ownUser: string): Diversion | null {
  const diversion = oldestDiversion(message) ?? firstTarget(message);
  if (!diversion || diversion.party.uri === '') return null;
  return userOf(diversion.party) === ownUser.toLowerCase() ? null : diversion;
}

/** Each diverting server writes above the one before (RFC 5806 §4.1). */
function oldestDiversion(message: Headers): Diversion | null {
  const oldest = nameAddresses(message.getHeaders('diversion')).at(-1);
  if (!oldest || /full|uri/.test(headerParameter(oldest.raw, 'privacy') ?? '')) return null;
  return {
    party: partyOf(oldest.address),
    reason: REASONS[headerParameter(oldest.raw, 'reason') ?? ''] ?? 'unknown',
  };
}

/** Entries stand in the order in which the call went; an address and its registered contact are one target. */
function firstTarget(message: Headers): Diversion | null {
  const [first, ...others] = nameAddresses(message.getHeaders('history-info'));
  if (!first || /[?&]privacy=[^>]*(?:history|header)/i.test(first.raw)) return null;
  const party = partyOf(first.address);
  const next = others.find((entry) => userOf(partyOf(entry.address)) !== userOf(party));
  return next ? { party, reason: reasonOf(first, next) } : null;
}

/** In a Reason on the target that did not take it, or as the cause of the one that got it then. */
function reasonOf(before: AddressValue, after: AddressValue): DiversionReason {
  const reason = /[?&]Reason=([^>&]*)/i.exec(before.raw)?.[1] ?? '';
  const cause =
    /^SIP(?:%3B|;)cause(?:%3D|=)(\d{3})/i.exec(reason)?.[1] ?? /;cause=(\d{3})/i.exec(after.raw)?.[1];
  return CAUSES[cause ?? ''] ?? 'unknown';
}

function userOf({ uri }: Party): string {
  return /^\w+:([^@]*)/.exec(uri)?.[1]?.toLowerCase() ?? '';
}
