/** A struck note: where it begins, how long it rings out, what it sounds like. */
interface Note {
  readonly atS: number;
  readonly hz: number;
  readonly lengthS: number;
}

interface Ringtone {
  readonly lengthS: number;
  readonly notes: readonly Note[];
  /** Overtones as multiples of the note, with their share. */
  readonly partials: readonly (readonly [number, number])[];
  /** How fast a note dies away; 0: it does not. */
  readonly decay: number;
  /** Alternates between notes that sound together so many times a second instead of mixing them: a bell. */
  readonly warbleHz?: number;
}

const struck = (
  lengthS: number,
  ...notes: readonly (readonly [atS: number, hz: number])[]
): readonly Note[] => notes.map(([atS, hz]) => ({ atS, hz, lengthS }));

/** Our own, made of figures alone. */
const RINGTONES = {
  classic: {
    lengthS: 4.5,
    decay: 0,
    warbleHz: 14,
    partials: [[1, 1]],
    notes: struck(0.7, [0, 784], [0, 988], [1, 784], [1, 988]),
  },
  bell: {
    lengthS: 4,
    decay: 3,
    partials: [
      [1, 0.6],
      [2.76, 0.25],
      [5.4, 0.15],
    ],
    notes: struck(1.8, [0, 660], [0.2, 660], [0.4, 660], [0.6, 660]),
  },
  chime: {
    lengthS: 4,
    decay: 4,
    partials: [
      [1, 0.8],
      [3, 0.2],
    ],
    notes: struck(1.4, [0, 659], [0.25, 523], [0.5, 587], [0.75, 392], [1.25, 392], [1.5, 587], [1.75, 659]),
  },
  marimba: {
    lengthS: 3.2,
    decay: 11,
    partials: [
      [1, 0.85],
      [4, 0.15],
    ],
    notes: struck(0.6, [0, 523], [0.15, 659], [0.3, 784], [0.45, 1047], [0.75, 784], [0.9, 1047]),
  },
  soft: {
    lengthS: 5,
    decay: 2,
    partials: [[1, 1]],
    notes: struck(1.6, [0, 392], [0.5, 494], [1, 587]),
  },
} as const satisfies Readonly<Record<string, Ringtone>>;

export type RingtoneName = keyof typeof RINGTONES;
const PEAK = 0.45;
const FADE_S = 0.01;

/** One turn of a ring tone, to be looped. All are equally loud at their loudest. */
export function renderRingtone(name: RingtoneName, rateHz: number): Float32Array<ArrayBuffer> {
  const tone: Ringtone = RINGTONES[name];
  const samples = new Float32Array(Math.round(tone.lengthS * rateHz));
  for (const note of tone.notes) strike(samples, tone, note, rateHz);
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return samples.map((sample) => (sample * PEAK) / peak);
}

function strike(samples: Float32Array, tone: Ringtone, note: Note, rateHz: number): void {
  const from = Math.round(note.atS * rateHz);
  const length = Math.round(note.lengthS * rateHz);
  const others = tone.notes.filter(({ atS }) => atS === note.atS);
  const side = others[0] === note ? 1 : -1;
  for (let index = 0; index < length && from + index < samples.length; index++) {
    const atS = index / rateHz;
    const share = tone.warbleHz === undefined ? 1 : warble(tone.warbleHz, atS, side);
    const loud = share * Math.exp(-tone.decay * atS) * edge(atS, note.lengthS);
    samples[from + index] = (samples[from + index] ?? 0) + loud * voice(tone, note.hz, atS);
  }
}

function voice({ partials }: Ringtone, hz: number, atS: number): number {
  return partials.reduce((sum, [times, share]) => sum + share * Math.sin(2 * Math.PI * hz * times * atS), 0);
}

function warble(hz: number, atS: number, side: 1 | -1): number {
  return (1 + side * Math.sin(2 * Math.PI * hz * atS)) / 2;
}

function edge(atS: number, lengthS: number): number {
  return Math.min(1, atS / FADE_S, (lengthS - atS) / FADE_S);
}
