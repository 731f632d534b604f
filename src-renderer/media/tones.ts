import type { DesiredAudioMessage } from '../../src-preload/contract/media';

export type ToneName = Exclude<DesiredAudioMessage['sound'], 'none'> | 'test';

/** Sounding and silent stretches of one turn, in seconds, and the frequencies that sound. */
interface Tone {
  readonly frequencies: readonly number[];
  readonly steps: readonly { readonly onS: number; readonly offS: number }[];
  readonly gain: number;
  /** Alternates between the frequencies so many times a second instead of sounding them together: a bell. */
  readonly warbleHz?: number;
}

/** Ringback, busy and waiting follow the German network's plan (425 Hz; ITU-T E.180 supplement 2). */
const TONES: Readonly<Record<ToneName, Tone>> = {
  ring: {
    frequencies: [784, 988],
    warbleHz: 14,
    gain: 0.35,
    steps: [
      { onS: 0.7, offS: 0.3 },
      { onS: 0.7, offS: 2.8 },
    ],
  },
  ringback: { frequencies: [425], gain: 0.15, steps: [{ onS: 1, offS: 4 }] },
  busy: { frequencies: [425], gain: 0.15, steps: [{ onS: 0.48, offS: 0.48 }] },
  waiting: {
    frequencies: [425],
    gain: 0.06,
    steps: [
      { onS: 0.2, offS: 0.2 },
      { onS: 0.2, offS: 5 },
    ],
  },
  test: { frequencies: [440, 550], gain: 0.25, steps: [{ onS: 1, offS: 0 }] },
};

/** Enough for a telephone's tones, and a third of the work of 48 kHz. */
export const TONE_RATE = 16_000;
/** Edges are softened so that nothing clicks. */
const FADE_S = 0.01;

/** One turn of a tone as samples, to be looped. */
export function renderTone(name: ToneName): Float32Array<ArrayBuffer> {
  const tone = TONES[name];
  const parts = tone.steps.map(({ onS, offS }) => {
    const samples = new Float32Array(Math.round((onS + offS) * TONE_RATE));
    const sounding = Math.round(onS * TONE_RATE);
    for (let index = 0; index < sounding; index++)
      samples[index] = tone.gain * edge(index, sounding) * wave(tone, index / TONE_RATE);
    return samples;
  });
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => {
    whole.set(part, at);
    return at + part.length;
  }, 0);
  return whole;
}

function wave({ frequencies, warbleHz }: Tone, atS: number): number {
  const sine = (frequency: number): number => Math.sin(2 * Math.PI * frequency * atS);
  if (warbleHz === undefined)
    return frequencies.reduce((sum, frequency) => sum + sine(frequency), 0) / frequencies.length;
  const turn = (1 + Math.sin(2 * Math.PI * warbleHz * atS)) / 2;
  return turn * sine(frequencies[0] ?? 0) + (1 - turn) * sine(frequencies[1] ?? 0);
}

function edge(index: number, length: number): number {
  const fade = FADE_S * TONE_RATE;
  return Math.min(1, index / fade, (length - index) / fade);
}
