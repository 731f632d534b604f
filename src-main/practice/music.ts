import { clipped, SAMPLE_RATE, samplesIn } from './tone';

/** Semitones above A3, two beats each line: a small tune in A minor, made up for this exchange. */
const BARS: readonly (readonly number[])[] = [
  [0, 7, 12, 15, 12, 7],
  [-4, 3, 8, 12, 8, 3],
  [-9, 3, 7, 12, 7, 3],
  [-2, 2, 7, 10, 14, 10],
];
const NOTE_MS = 260;
const A3_HZ = 220;

/** About six seconds of plucked notes at 8,000 Hz that join end to start. */
export function music(): Int16Array {
  const notes = BARS.flat();
  const step = samplesIn(NOTE_MS);
  const mix = new Float64Array(notes.length * step);
  notes.forEach((semitone, index) => {
    // Each note rings on over the next ones, around the end of the loop into its start.
    pluck(A3_HZ * 2 ** (semitone / 12)).forEach((value, at) => {
      const place = (index * step + at) % mix.length;
      mix[place] = (mix[place] ?? 0) + value;
    });
  });
  return Int16Array.from(mix, clipped);
}

function pluck(hz: number): Float64Array {
  return Float64Array.from({ length: samplesIn(NOTE_MS * 4) }, (_, index) => {
    const seconds = index / SAMPLE_RATE;
    const attack = Math.min(1, seconds / 0.008);
    const phase = 2 * Math.PI * hz * seconds;
    return (
      3200 *
      attack *
      Math.exp(-3.5 * seconds) *
      (Math.sin(phase) + 0.4 * Math.sin(2 * phase) + 0.2 * Math.sin(3 * phase))
    );
  });
}

/** Somebody humming to themself: four seconds around `hz` that join end to start. Quiet, to leave room for the echo. */
export function hum(hz: number): Int16Array {
  const length = samplesIn(4000);
  return Int16Array.from({ length }, (_, index) => {
    const breath = Math.sin((Math.PI * index) / length) ** 2;
    const phase = (2 * Math.PI * hz * index) / SAMPLE_RATE;
    return clipped(1800 * breath * (Math.sin(phase) + 0.3 * Math.sin(2 * phase)));
  });
}
