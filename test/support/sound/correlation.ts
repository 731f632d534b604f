import { fft, withZeros } from './fft';
import { resampled } from './resample';
import { durationS, joined, loudness, slice, type Sound } from './sound';

/** At least this much per segment when the sound really came through (G.711 gives 0.99, Opus and G.722 0.85–0.99). */
export const HEARD_RHO = 0.8;
/** An unrelated signal (the control) stays below this: babble of another seed gives 0.05–0.15. */
export const UNRELATED_RHO = 0.2;
/** Quieter than this (−60 dBFS) counts as silence; correlating rounding noise would prove nothing. */
export const SILENCE_RMS = 0.001;

/** 8 kHz: what every telephone codec carries; wider bands are judged by what they have in common. */
const RATE_HZ = 8000;

/** A segment may stick out of what was heard by this share of itself: the first packets of a call are often lost. */
const MARGIN = 0.25;

export interface Match {
  /** Normalised cross-correlation at the best lag, 0 to 1; 0 for silence. Polarity does not matter: ears do not hear it. */
  readonly rho: number;
  /** How much later the segment is heard than it was played, from the two sounds' own beginnings. */
  readonly lagMs: number;
}

export interface SegmentMatch extends Match {
  /** Where in the reference this segment begins. */
  readonly startS: number;
}

function centred(samples: Float32Array): Float32Array {
  let sum = 0;
  for (const sample of samples) sum += sample;
  const mean = sum / Math.max(1, samples.length);
  return samples.map((sample) => sample - mean);
}

/** Σ reference[i]·heard[i+lag] for every lag, by FFT. */
function products(reference: Float32Array, heard: Float32Array): Float64Array {
  let size = 1;
  while (size < reference.length + heard.length) size *= 2;
  const a = withZeros(reference, size);
  const b = withZeros(heard, size);
  fft(a, 'forward');
  fft(b, 'forward');
  for (let index = 0; index < size; index++) {
    const [ar, ai, br, bi] = [a.re[index] ?? 0, a.im[index] ?? 0, b.re[index] ?? 0, b.im[index] ?? 0];
    b.re[index] = br * ar + bi * ai;
    b.im[index] = bi * ar - br * ai;
  }
  fft(b, 'inverse');
  return b.re;
}

function runningEnergy(samples: Float32Array): Float64Array {
  const energy = new Float64Array(samples.length + 1);
  samples.forEach((sample, index) => {
    energy[index + 1] = (energy[index] ?? 0) + sample * sample;
  });
  return energy;
}

/** The whole of `reference` somewhere within `heard`, both at RATE_HZ. */
function bestMatch(reference: Float32Array, heard: Float32Array): Match {
  const a = centred(reference);
  const b = centred(heard);
  const own = Math.sqrt(runningEnergy(a).at(-1) ?? 0);
  const energy = runningEnergy(b);
  const floor = SILENCE_RMS * Math.sqrt(a.length);
  const cross = products(a, b);
  let best: Match = { rho: 0, lagMs: 0 };
  for (let lag = 0; lag + a.length <= b.length; lag++) {
    const theirs = Math.sqrt((energy[lag + a.length] ?? 0) - (energy[lag] ?? 0));
    if (own < floor || theirs < floor) continue;
    const rho = Math.abs(cross[lag] ?? 0) / (own * theirs);
    if (rho > best.rho) best = { rho, lagMs: (lag / RATE_HZ) * 1000 };
  }
  return best;
}

/**
 * Looks for `reference` in `heard`, segment by segment, each at its own best lag: jitter buffers and clocks shift time
 * during a call, and one lag for the whole would punish that. Silent segments of the reference are left out, and so is
 * the last, incomplete one.
 */
export function segmentMatches(reference: Sound, heard: Sound, segmentS = 2): readonly SegmentMatch[] {
  const wanted = resampled(reference, RATE_HZ);
  const marginS = segmentS * MARGIN;
  const margin: Sound = { rateHz: RATE_HZ, samples: new Float32Array(Math.round(marginS * RATE_HZ)) };
  const padded = joined(margin, resampled(heard, RATE_HZ), margin);
  const found: SegmentMatch[] = [];
  for (let startS = 0; startS + segmentS <= durationS(wanted) + 1e-9; startS += segmentS) {
    const segment = slice(wanted, startS, startS + segmentS);
    if (loudness(segment) < SILENCE_RMS) continue;
    const { rho, lagMs } = bestMatch(segment.samples, padded.samples);
    found.push({ startS, rho, lagMs: lagMs - (marginS + startS) * 1000 });
  }
  return found;
}

/** The lower one of an even number: proof must not profit from rounding. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

/**
 * How well `reference` is to be found in `heard`: the median over its segments. Compare with {@link HEARD_RHO}, and once
 * with a control signal against {@link UNRELATED_RHO}. Segments never played (the call was shorter) pull it down: cut the
 * reference to what was surely played.
 */
export function correlation(reference: Sound, heard: Sound, segmentS = 2): Match {
  const matches = segmentMatches(reference, heard, segmentS);
  return { rho: median(matches.map(({ rho }) => rho)), lagMs: median(matches.map(({ lagMs }) => lagMs)) };
}
