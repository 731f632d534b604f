import assert from 'node:assert/strict';
import { correlation, HEARD_RHO, segmentMatches, UNRELATED_RHO, type SegmentMatch } from './correlation';
import { babble } from './signals';
import { durationS, loudness, repeated, slice, type Sound } from './sound';

/**
 * The browser's jitter buffer stretches and squeezes time, more so on a busy machine: only short pieces keep their
 * shape, and not each of them.
 */
const PIECE_S = 0.5;
/** Of the pieces that are not pauses; an unrelated sound reaches 0 (see the control). */
const SHARE = 0.5;
const PAUSE_RMS = 0.005;
const FEWEST_PIECES = 3;
const UNRELATED = babble(5, 99);

/** How often a recording is made: a busy machine breaks sound up for a while, a wrong path for ever. */
const RECORDINGS = 4;

/**
 * What was heard after the first second was played there, and is not to be found in what was not. Works under any test
 * runner.
 */
export function assertHeard(heard: Sound, played: Sound): void {
  const { share, why } = compared(heard, played);
  assert.ok(share >= SHARE, why);
}

/** The same of what `record` records, which may take a few goes. */
export async function proveHeard(record: () => Promise<Sound>, played: Sound): Promise<void> {
  const whys: string[] = [];
  while (whys.length < RECORDINGS) {
    const { share, why } = compared(await record(), played);
    if (share >= SHARE) return;
    whys.push(why);
  }
  assert.fail(whys.join('; '));
}

interface Comparison {
  /** Of the pieces heard, those that were played. */
  readonly share: number;
  /** What is to be said when that is too few. */
  readonly why: string;
}

/** Fails when the sound is to be found in what was not played: then no share means anything. */
function compared(heard: Sound, played: Sound): Comparison {
  const middle = slice(heard, 1, durationS(heard));
  // It was played over and over: a piece may lie across the seam.
  const pieces = piecesOf(middle, repeated(played, durationS(played) + PIECE_S));
  if (pieces.length < FEWEST_PIECES)
    return { share: 0, why: `too little sound: ${String(pieces.length)} pieces that are not silence` };
  assert.equal(shareFound(piecesOf(middle, UNRELATED)), 0, 'it is to be found in an unrelated sound as well');
  assert.ok(correlation(slice(middle, 0, 2), UNRELATED, 2).rho < UNRELATED_RHO, 'the control correlates');
  const share = shareFound(pieces);
  return { share, why: `only ${String(Math.round(share * 100))} % of what was heard was played there` };
}

function piecesOf(heard: Sound, played: Sound): readonly SegmentMatch[] {
  return segmentMatches(heard, played, PIECE_S).filter(
    ({ startS }) => loudness(slice(heard, startS, startS + PIECE_S)) > PAUSE_RMS,
  );
}

function shareFound(pieces: readonly SegmentMatch[]): number {
  return pieces.filter(({ rho }) => rho > HEARD_RHO).length / pieces.length;
}
