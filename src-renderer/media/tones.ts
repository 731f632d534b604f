import { tonePlan, type ProgressTone, type ToneFigure } from './tone-plans';

/** Enough for a telephone's tones, and a third of the work of 48 kHz. */
export const TONE_RATE = 16_000;
/** Edges are softened so that nothing clicks. */
const FADE_S = 0.01;

/** Amplitudes. The waiting tone comes into a call, onto a headset: 12 dB below the others, and it swells. */
const GAIN: Readonly<Record<ProgressTone, number>> = {
  ringback: 0.15,
  busy: 0.15,
  congestion: 0.15,
  waiting: 0.035,
};
const TEST: ToneFigure = { hz: [440, 550], cadenceMs: [1000] };

/** Rows and columns of the keypad (ITU-T Q.23), Hz. */
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const KEYS = '123A456B789C*0#D';
const KEY_FIGURE_MS = [90, 40];

/** One turn of a tone as its country plays it, to be looped. */
export function renderProgress(
  name: ProgressTone,
  region: string,
  language: string,
): Float32Array<ArrayBuffer> {
  return render(tonePlan(region, language)[name], GAIN[name], name === 'waiting' ? 0.03 : FADE_S);
}

export function renderTest(): Float32Array<ArrayBuffer> {
  return render(TEST, 0.25, FADE_S);
}

/** What a key sounds like to whoever presses it; softer than what goes to the far end. */
export function renderKey(key: string): Float32Array<ArrayBuffer> {
  const at = KEYS.indexOf(key);
  const hz = [ROWS[Math.floor(at / 4)] ?? 0, COLUMNS[at % 4] ?? 0];
  return render({ hz, cadenceMs: KEY_FIGURE_MS }, 0.06, FADE_S);
}

function render({ hz, cadenceMs }: ToneFigure, gain: number, fadeS: number): Float32Array<ArrayBuffer> {
  const wholeMs = cadenceMs.reduce((sum, stretch) => sum + stretch, 0);
  const samples = new Float32Array(Math.round((wholeMs * TONE_RATE) / 1000));
  let fromMs = 0;
  cadenceMs.forEach((stretchMs, index) => {
    if (index % 2 === 0) sound(samples, { hz, gain, fadeS, fromMs, stretchMs });
    fromMs += stretchMs;
  });
  return samples;
}

interface Stretch {
  readonly hz: readonly number[];
  readonly gain: number;
  readonly fadeS: number;
  readonly fromMs: number;
  readonly stretchMs: number;
}

function sound(samples: Float32Array, { hz, gain, fadeS, fromMs, stretchMs }: Stretch): void {
  const from = Math.round((fromMs * TONE_RATE) / 1000);
  const length = Math.round((stretchMs * TONE_RATE) / 1000);
  const fade = fadeS * TONE_RATE;
  for (let index = 0; index < length; index++) {
    const edge = Math.min(1, index / fade, (length - index) / fade);
    const wave = hz.reduce((sum, each) => sum + Math.sin((2 * Math.PI * each * index) / TONE_RATE), 0);
    samples[from + index] = (gain * edge * wave) / hz.length;
  }
}
