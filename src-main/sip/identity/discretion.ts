import { header, isResponse, mapHeader, type SipMessage } from '../message/message';

/** Host of a From that says nothing (RFC 3323 §4.1.1.3). */
export const ANONYMOUS_HOST = 'anonymous.invalid';
const UNNAMED = `@${ANONYMOUS_HOST}>`;

/**
 * A message of ours in a call in which we do not want to be known, without our name and number where sip.js wrote
 * them: it names itself in From of every request of the dialog, and its Contact has our user part. What comes back
 * to such a Contact is ours whatever user it names. A GRUU cannot be changed without losing its meaning.
 */
export function withoutOwnName(message: SipMessage): SipMessage {
  const own = isResponse(message) ? 'to' : 'from';
  if (!header(message, own)?.includes(UNNAMED)) return message;
  // Of responses From and To are the other side's (RFC 3261 §8.2.6.2).
  const unnamed = isResponse(message)
    ? message
    : mapHeader(message, own, (value) => value.replace(/^.*(?=<[^<]*$)/, '"Anonymous" '));
  return mapHeader(unnamed, 'contact', (value) =>
    value.includes(';gr') ? value : value.replace(/^([^<]*<sips?:)[^@>]*@/, '$1anonymous@'),
  );
}
