import { execFileSync } from 'node:child_process';
import { seededRandom } from '../seeded-random';
import { resampled } from './resample';
import type { Sound } from './sound';
import { soundOfWav } from './wav';

const RATE_HZ = 48_000;

function generated(lengthS: number, rateHz: number, at: (timeS: number) => number): Sound {
  const samples = Float32Array.from({ length: Math.round(lengthS * rateHz) }, (_, index) =>
    at(index / rateHz),
  );
  return { rateHz, samples };
}

export function silence(lengthS: number, rateHz = RATE_HZ): Sound {
  return { rateHz, samples: new Float32Array(Math.round(lengthS * rateHz)) };
}

/** A sine. It correlates with itself at every period, so it proves presence, not delay. */
export function tone(
  frequencyHz: number,
  lengthS: number,
  options: { level?: number; rateHz?: number } = {},
): Sound {
  const { level = 0.3, rateHz = RATE_HZ } = options;
  return generated(lengthS, rateHz, (timeS) => level * Math.sin(2 * Math.PI * frequencyHz * timeS));
}

/** A sine sweeping once from `fromHz` to `toHz`. */
export function chirp(
  lengthS: number,
  options: { fromHz?: number; toHz?: number; level?: number; rateHz?: number } = {},
): Sound {
  const { fromHz = 300, toHz = 3000, level = 0.3, rateHz = RATE_HZ } = options;
  const slope = (toHz - fromHz) / (2 * lengthS);
  return generated(
    lengthS,
    rateHz,
    (timeS) => level * Math.sin(2 * Math.PI * (fromHz + slope * timeS) * timeS),
  );
}

export function noise(
  lengthS: number,
  seed: number,
  options: { level?: number; rateHz?: number } = {},
): Sound {
  const { level = 0.3, rateHz = RATE_HZ } = options;
  const random = seededRandom(seed);
  return generated(lengthS, rateHz, () => level * (2 * random() - 1));
}

const PAUSE_S = 0.02;

interface Syllable {
  readonly startS: number;
  readonly lengthS: number;
  readonly fromHz: number;
  readonly toHz: number;
  readonly level: number;
}

function syllableAt({ lengthS, fromHz, toHz, level }: Syllable, timeS: number): number {
  if (timeS >= lengthS) return 0;
  const phase = 2 * Math.PI * (fromHz + ((toHz - fromHz) * timeS) / (2 * lengthS)) * timeS;
  const voiced = Math.sin(phase) + 0.5 * Math.sin(2 * phase + 1);
  return level * Math.sin((Math.PI * timeS) / lengthS) * voiced;
}

function syllables(lengthS: number, level: number, random: () => number): readonly Syllable[] {
  const hz = (): number => 250 + 2000 * random();
  const made: Syllable[] = [];
  for (let startS = 0; startS < lengthS;) {
    const syllable = {
      startS,
      lengthS: 0.08 + 0.14 * random(),
      fromHz: hz(),
      toHz: hz(),
      level: level * (0.5 + 0.5 * random()),
    };
    made.push(syllable);
    startS += syllable.lengthS + PAUSE_S;
  }
  return made;
}

/**
 * Speech-like babble: short sweeps (250–2250 Hz and an overtone) of changing length and loudness with pauses, different
 * for each seed. No stretch of a second is like any other, so a lag is found unmistakably, and codecs and voice
 * detection treat it as speech.
 */
export function babble(
  lengthS: number,
  seed: number,
  options: { level?: number; rateHz?: number } = {},
): Sound {
  const { level = 0.3, rateHz = RATE_HZ } = options;
  const spoken = syllables(lengthS, level, seededRandom(seed));
  let at = 0;
  return generated(lengthS, rateHz, (timeS) => {
    while ((spoken[at + 1]?.startS ?? Infinity) <= timeS) at += 1;
    const syllable = spoken[at];
    return syllable === undefined ? 0 : syllableAt(syllable, timeS - syllable.startS);
  });
}

/** `text` spoken by espeak-ng. */
export function speech(text: string, options: { voice?: string; rateHz?: number } = {}): Sound {
  const { voice = 'en', rateHz = RATE_HZ } = options;
  const wav = execFileSync('espeak-ng', ['-v', voice, '--stdout', text], { maxBuffer: 2 ** 26 });
  return resampled(soundOfWav(wav), rateHz);
}
