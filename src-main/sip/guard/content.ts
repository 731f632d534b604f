import { splitList } from '../message/split-list';
import { bodyOf, valuesOf } from './common';
import { flaw, type Flaw } from './flaw';
import type { Reading } from './reading';

const SDP = 'application/sdp';
/** Requests whose body can only be a session description. */
const DESCRIBING: readonly string[] = ['INVITE', 'UPDATE', 'PRACK'];

/** Why we could not read the body, or the far end not ours (RFC 3261 §8.2.3 and §20.1). */
export function contentFlaw(reading: Reading, method: string): Flaw | null {
  return encodingFlaw(reading) ?? (DESCRIBING.includes(method) ? descriptionFlaw(reading) : null);
}

function encodingFlaw(reading: Reading): Flaw | null {
  const encoded = valuesOf(reading, 'content-encoding').some(
    (value) => value !== '' && value.toLowerCase() !== 'identity',
  );
  return encoded && bodyOf(reading).length > 0
    ? flaw(415, 'Unsupported Media Type', { name: 'accept-encoding', value: 'identity' })
    : null;
}

function descriptionFlaw(reading: Reading): Flaw | null {
  const [type] = valuesOf(reading, 'content-type');
  // A body that does not say what it is gets its type from its first line (`repair.ts`).
  const readable = type === undefined || /^(?:application\/sdp|multipart\/[a-z]+)\b/i.test(type);
  if (!readable && bodyOf(reading).length > 0)
    return flaw(415, 'Unsupported Media Type', { name: 'accept', value: SDP });
  const accepted = valuesOf(reading, 'accept').flatMap(splitList);
  const acceptsSdp = accepted.some((range) => /^(?:application\/(?:sdp|\*)|\*\/\*)\s*(?:;|$)/i.test(range));
  return accepted.length === 0 || acceptsSdp ? null : flaw(406, 'Not Acceptable');
}
