/** Complex numbers: real and imaginary parts apart, a power of two long. */
export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

function bitReverse({ re, im }: Spectrum): void {
  const size = re.length;
  for (let index = 1, mirrored = 0; index < size; index++) {
    let bit = size >> 1;
    for (; mirrored & bit; bit >>= 1) mirrored ^= bit;
    mirrored ^= bit;
    if (index < mirrored) {
      [re[index], re[mirrored]] = [re[mirrored] ?? 0, re[index] ?? 0];
      [im[index], im[mirrored]] = [im[mirrored] ?? 0, im[index] ?? 0];
    }
  }
}

function butterflies({ re, im }: Spectrum, span: number, cos: Float64Array, sin: Float64Array): void {
  const half = span / 2;
  const stride = re.length / span;
  for (let start = 0; start < re.length; start += span) {
    for (let k = 0; k < half; k++) {
      const a = start + k;
      const b = a + half;
      const wr = cos[k * stride] ?? 0;
      const wi = sin[k * stride] ?? 0;
      const tr = (re[b] ?? 0) * wr - (im[b] ?? 0) * wi;
      const ti = (re[b] ?? 0) * wi + (im[b] ?? 0) * wr;
      re[b] = (re[a] ?? 0) - tr;
      im[b] = (im[a] ?? 0) - ti;
      re[a] = (re[a] ?? 0) + tr;
      im[a] = (im[a] ?? 0) + ti;
    }
  }
}

/** Fourier transform in place; `inverse` includes the division by the size. */
export function fft(data: Spectrum, direction: 'forward' | 'inverse'): void {
  const size = data.re.length;
  if (size & (size - 1)) throw new RangeError('an FFT takes a power of two');
  const sign = direction === 'forward' ? -1 : 1;
  const cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
  const sin = Float64Array.from({ length: size / 2 }, (_, k) => sign * Math.sin((2 * Math.PI * k) / size));
  bitReverse(data);
  for (let span = 2; span <= size; span *= 2) butterflies(data, span, cos, sin);
  if (direction === 'forward') return;
  for (let index = 0; index < size; index++) {
    data.re[index] = (data.re[index] ?? 0) / size;
    data.im[index] = (data.im[index] ?? 0) / size;
  }
}

/** `values` with zeros up to `size`, as a complex array. */
export function withZeros(values: Float32Array, size: number): Spectrum {
  const re = new Float64Array(size);
  re.set(values);
  return { re, im: new Float64Array(size) };
}
