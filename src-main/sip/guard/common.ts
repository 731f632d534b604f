import { badRequest, type Flaw } from './flaw';
import type { Reading } from './reading';

const MANDATORY = ['via', 'from', 'to', 'call-id', 'cseq'] as const;
/** Headers whose second value would contradict the first (RFC 3261 §7.3.1). */
const SINGLE = ['call-id', 'content-length', 'content-type', 'cseq', 'from', 'max-forwards', 'to'] as const;
/** RFC 3261 §8.1.1.5. */
const CSEQ_LIMIT = 2 ** 31;

export function valuesOf({ headers }: Reading, name: string): string[] {
  return headers.filter((header) => header.name === name).map(({ value }) => value);
}

export function missingFlaw(reading: Reading): Flaw | null {
  const missing = MANDATORY.find((name) => !valuesOf(reading, name).some((value) => value !== ''));
  return missing === undefined ? null : badRequest(`No ${missing}`);
}

/** The same value twice is harmless; two different ones could be read differently here and further on. */
export function conflictFlaw(reading: Reading): Flaw | null {
  const conflicting = SINGLE.find((name) => new Set(valuesOf(reading, name)).size > 1);
  return conflicting === undefined ? null : badRequest(`Several ${conflicting}`);
}

/** `null` when it has not the form of RFC 3261 §20.16 or its number is out of range. */
export function cseqOf(reading: Reading): { readonly method: string } | null {
  const match = /^(\d{1,10})[ \t]+([A-Za-z0-9\-.!%*_+`'~]+)$/.exec(valuesOf(reading, 'cseq')[0] ?? '');
  return match && Number(match[1]) < CSEQ_LIMIT ? { method: match[2] ?? '' } : null;
}

export function contentLengthFlaw(reading: Reading): Flaw | null {
  const [stated] = valuesOf(reading, 'content-length');
  if (stated === undefined) return null;
  if (!/^\d{1,7}$/.test(stated)) return badRequest('Bad Content-Length');
  return Number(stated) > reading.body.length ? badRequest('Content-Length Beyond the End') : null;
}

/** The body cut to its Content-Length; bytes after it are none of the message's (RFC 3261 §18.3). */
export function bodyOf(reading: Reading): Buffer {
  const [stated] = valuesOf(reading, 'content-length');
  return stated === undefined ? reading.body : reading.body.subarray(0, Number(stated));
}
