import type { SipMessage } from '../message/message';
import { splitList } from '../message/split-list';
import { parseVia } from '../message/via';
import { bodyOf, valuesOf } from './common';
import type { Flaw } from './flaw';
import { LIMITS } from './limits';
import { read, type Reading } from './reading';
import { requestFlaw, requestLineOf } from './request';
import { responseFlaw } from './response';

/** What becomes of a message that came in. */
export type Verdict = Sound | Dropped | Refused;

interface Sound {
  readonly kind: 'sound';
  readonly message: SipMessage;
}

/** Met with silence: a response, an ACK, or nothing that says where an answer would go. */
interface Dropped {
  readonly kind: 'dropped';
  readonly why: string;
}

/** A request to be answered with a status; `message` only as far as it could be read. */
interface Refused {
  readonly kind: 'refused';
  readonly flaw: Flaw;
  readonly message: SipMessage;
}

/**
 * The look at the bytes before anything else parses them: sizes, the start line, the headers that must be there
 * and those that may be there only once, numbers, URIs, extensions and bodies. What passes, sip.js can take.
 */
export function inspect(bytes: Uint8Array, maximumBytes: number = LIMITS.datagram): Verdict {
  if (bytes.length > maximumBytes) return { kind: 'dropped', why: 'too big' };
  const reading = read(bytes);
  if (!reading) return { kind: 'dropped', why: 'no end of headers' };
  const response = /^SIP\//i.test(reading.start);
  const flaw = response ? responseFlaw(reading) : requestFlaw(reading);
  if (!flaw) return { kind: 'sound', message: messageOf(reading) };
  if (response || !isAnswerable(reading)) return { kind: 'dropped', why: flaw.reason };
  const { start, headers } = reading;
  return { kind: 'refused', flaw, message: { start, headers, body: '' } };
}

/** The version may be written in any case (RFC 3261 §7.1). */
function messageOf(reading: Reading): SipMessage {
  const start = reading.start.replace(/^sip\/2\.0(?= )|sip\/2\.0$/i, 'SIP/2.0');
  return { start, headers: reading.headers, body: bodyOf(reading).toString('utf8') };
}

/** RFC 3261 §8.2.7: never an answer to ACK; and without a Via nobody knows where to send one. */
function isAnswerable(reading: Reading): boolean {
  const method = requestLineOf(reading.start)?.method ?? /^\S*/.exec(reading.start)?.[0];
  const via = splitList(valuesOf(reading, 'via')[0] ?? '')[0] ?? '';
  return method !== 'ACK' && method !== '' && parseVia(via) !== null;
}
