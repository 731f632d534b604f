import assert from 'node:assert/strict';
import { correlation, HEARD_RHO, segmentMatches, UNRELATED_RHO } from './correlation';
import { babble } from './signals';
import { durationS, loudness, repeated, slice, type Sound } from './sound';

/** Longer than any call of a test, so that what was heard is to be found somewhere in it. */
const PLAYED_S = 40;
/**
 * The browser's jitter buffer stretches and squeezes time, more so on a busy machine: only short pieces keep their
 * shape, and not each of them.
 */
const PIECE_S = 0.5;
/** Of the pieces that are not pauses; an unrelated sound reaches 0 (see the control). */
const SHARE = 0.5;
const PAUSE_RMS = 0.005;
const UNRELATED = babble(20, 99);

/** Share of the pieces of `heard` that are to be found in `played`. */
function shareFound(heard: Sound, played: Sound): number {
  const pieces = segmentMatches(heard, played, PIECE_S).filter(
    ({ startS }) => loudness(slice(heard, startS, startS + PIECE_S)) > PAUSE_RMS,
  );
  assert.ok(pieces.length >= 3, `too little sound: ${String(pieces.length)} pieces that are not silence`);
  return pieces.filter(({ rho }) => rho > HEARD_RHO).length / pieces.length;
}

/**
 * What was heard after the first second was played there, and is not to be found in what was not. Works under any test
 * runner.
 */
export function assertHeard(heard: Sound, played: Sound): void {
  const middle = slice(heard, 1, durationS(heard));
  const share = shareFound(middle, repeated(played, PLAYED_S));
  assert.ok(share >= SHARE, `only ${String(Math.round(share * 100))} % of what was heard was played there`);
  assert.equal(shareFound(middle, UNRELATED), 0, 'it is to be found in an unrelated sound as well');
  assert.ok(correlation(slice(middle, 0, 2), UNRELATED, 2).rho < UNRELATED_RHO, 'the control correlates');
}
