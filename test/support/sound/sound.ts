/** Mono sound: samples between −1 and 1. */
export interface Sound {
  readonly rateHz: number;
  readonly samples: Float32Array;
}

export function durationS(sound: Sound): number {
  return sound.samples.length / sound.rateHz;
}

/** Root mean square, 0 (silence) to 1. */
export function loudness(sound: Sound): number {
  let sum = 0;
  for (const sample of sound.samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, sound.samples.length));
}

/** The part from `fromS` to `toS` seconds, clipped to what there is. */
export function slice(sound: Sound, fromS: number, toS: number): Sound {
  const { rateHz, samples } = sound;
  return { rateHz, samples: samples.subarray(Math.round(fromS * rateHz), Math.round(toS * rateHz)) };
}

/** `sound` over and over until it lasts `lengthS`. */
export function repeated(sound: Sound, lengthS: number): Sound {
  const samples = new Float32Array(Math.round(lengthS * sound.rateHz));
  const period = sound.samples.length;
  if (period === 0) return { rateHz: sound.rateHz, samples };
  for (let at = 0; at < samples.length; at += period) {
    samples.set(sound.samples.subarray(0, Math.min(period, samples.length - at)), at);
  }
  return { rateHz: sound.rateHz, samples };
}

/** Sounds of one rate, one after the other. */
export function joined(...sounds: readonly Sound[]): Sound {
  const rateHz = sounds[0]?.rateHz ?? 8000;
  const samples = new Float32Array(sounds.reduce((sum, sound) => sum + sound.samples.length, 0));
  let at = 0;
  for (const sound of sounds) {
    if (sound.rateHz !== rateHz) throw new RangeError('sounds of different rates cannot be joined');
    samples.set(sound.samples, at);
    at += sound.samples.length;
  }
  return { rateHz, samples };
}
