import type { Reading } from './reading';
import { splitList } from '../message/split-list';
import { badRequest, firstFlaw, type Flaw } from './flaw';
import { conflictFlaw, contentLengthFlaw, cseqOf, missingFlaw, valuesOf } from './common';

const STATUS_LINE = /^SIP\/2\.0 [1-6]\d\d(?: .*)?$/i;

/** Why a response is not worth reading. There is no answer to a response: it is dropped. */
export function responseFlaw(reading: Reading): Flaw | null {
  return firstFlaw(
    [statusLineFlaw, ({ flaw }) => flaw, missingFlaw, conflictFlaw, viasFlaw, cseqFlaw, contentLengthFlaw],
    reading,
  );
}

function statusLineFlaw({ start }: Reading): Flaw | null {
  return STATUS_LINE.test(start) ? null : badRequest('Bad Status Line');
}

/** RFC 3261 §8.1.3.3: with a second Via it was meant for somebody else. */
function viasFlaw(reading: Reading): Flaw | null {
  return valuesOf(reading, 'via').flatMap(splitList).length === 1 ? null : badRequest('Several Vias');
}

function cseqFlaw(reading: Reading): Flaw | null {
  return cseqOf(reading) ? null : badRequest('Bad CSeq');
}
