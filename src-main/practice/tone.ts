export const SAMPLE_RATE = 8000;

/** How many samples a time takes. */
export function samplesIn(ms: number): number {
  return Math.round((ms * SAMPLE_RATE) / 1000);
}

/** Sines together at 8,000 Hz with 5 ms ramps, so that neither end clicks. `amplitude` of each, up to 32,767. */
export function tone(frequenciesHz: readonly number[], ms: number, amplitude = 6000): Int16Array {
  const length = samplesIn(ms);
  const ramp = samplesIn(5);
  return Int16Array.from({ length }, (_, index) => {
    const envelope = Math.min(1, index / ramp, (length - 1 - index) / ramp);
    const sum = frequenciesHz.reduce(
      (total, hz) => total + Math.sin((2 * Math.PI * hz * index) / SAMPLE_RATE),
      0,
    );
    return clipped(sum * amplitude * envelope);
  });
}

/** To the range of a 16-bit sample. */
export function clipped(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value)));
}

/** The sum of two sounds, as long as the first. */
export function added(a: Int16Array, b: Int16Array): Int16Array {
  return a.map((sample, index) => clipped(sample + (b[index] ?? 0)));
}
