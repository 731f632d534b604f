import type { Sound } from './sound';

/** Zero crossings of the sinc on each side; 16 keep the pass band flat to within a tenth of a decibel. */
const CROSSINGS = 16;

function kernel(distance: number, cutoff: number): number {
  const reach = CROSSINGS / cutoff;
  if (Math.abs(distance) >= reach) return 0;
  const angle = Math.PI * distance * cutoff;
  const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
  return cutoff * sinc * (0.5 + 0.5 * Math.cos((Math.PI * distance) / reach));
}

/** One output sample: `position` in input samples. `taps` caches the kernel per fractional position. */
function interpolated(
  input: Float32Array,
  position: number,
  cutoff: number,
  taps: Map<number, Float32Array>,
): number {
  const whole = Math.floor(position);
  const fraction = Math.round((position - whole) * 1e6) / 1e6;
  const reach = Math.ceil(CROSSINGS / cutoff);
  let weights = taps.get(fraction);
  if (weights === undefined) {
    weights = Float32Array.from({ length: 2 * reach + 1 }, (_, tap) =>
      kernel(tap - reach - fraction, cutoff),
    );
    taps.set(fraction, weights);
  }
  let sum = 0;
  const first = Math.max(0, reach - whole);
  const last = Math.min(weights.length, input.length - whole + reach);
  for (let tap = first; tap < last; tap++) sum += (weights[tap] ?? 0) * (input[whole + tap - reach] ?? 0);
  return sum;
}

/** `sound` at another rate, by windowed sinc; lowpassed when going down. */
export function resampled(sound: Sound, rateHz: number): Sound {
  if (sound.rateHz === rateHz) return sound;
  const ratio = sound.rateHz / rateHz;
  const cutoff = Math.min(1, rateHz / sound.rateHz);
  const taps = new Map<number, Float32Array>();
  const length = Math.round(sound.samples.length / ratio);
  const samples = Float32Array.from({ length }, (_, index) =>
    interpolated(sound.samples, index * ratio, cutoff, taps),
  );
  return { rateHz, samples };
}
