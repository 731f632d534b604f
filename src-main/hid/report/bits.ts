import type { Place } from './field-map';

const MOST_BITS = 32;

/** The value at a place, without sign; what lies beyond the end of the report is 0. */
export function readBits(report: Uint8Array, { bitOffset, bits }: Omit<Place, 'reportId'>): number {
  let value = 0;
  for (let bit = 0; bit < Math.min(bits, MOST_BITS); bit++) {
    const at = bitOffset + bit;
    if (((report[at >> 3] ?? 0) >> (at & 7)) & 1) value += 2 ** bit;
  }
  return value;
}

/** Writes the lowest bit of a place: lights are on or off. */
export function writeBit(report: Uint8Array, { bitOffset }: Pick<Place, 'bitOffset'>, on: boolean): void {
  const index = bitOffset >> 3;
  const mask = 1 << (bitOffset & 7);
  const before = report[index] ?? 0;
  report[index] = on ? before | mask : before & ~mask;
}
