import { header, isResponse, mapHeader, type SipMessage } from '../message/message';

/** Host of a From that says nothing (RFC 3323 §4.1.1.3). */
export const ANONYMOUS_HOST = 'anonymous.invalid';
const UNNAMED = `@${ANONYMOUS_HOST}>`;

/**
 * A message of ours in a call in which we do not want to be known, without our name and number where sip.js wrote
 * them: it names itself in From of every request of the dialog, and its Contact has our user part. What comes back
 * to such a Contact is ours whatever user it names. A GRUU names us by its very meaning, so our plain address stands
 * in its place.
 * @param here URI of where we are, without a user part: `host:port;transport=udp`
 */
export function withoutOwnName(message: SipMessage, here: string | null): SipMessage {
  const own = isResponse(message) ? 'to' : 'from';
  if (!header(message, own)?.includes(UNNAMED)) return message;
  // Of responses From and To are the other side's (RFC 3261 §8.2.6.2).
  const unnamed = isResponse(message)
    ? message
    : mapHeader(message, own, (value) => value.replace(/^.*(?=<[^<]*$)/, '"Anonymous" '));
  return mapHeader(unnamed, 'contact', (value) =>
    value.includes(';gr')
      ? `<sip:anonymous@${here ?? ANONYMOUS_HOST}>`
      : value.replace(/^([^<]*<sips?:)[^@>]*@/, '$1anonymous@'),
  );
}
