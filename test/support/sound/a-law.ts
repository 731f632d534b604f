import { decode, encode } from '../../../src-main/practice/g711';
import { resampled } from './resample';
import type { Sound } from './sound';

const RATE_HZ = 8_000;
/** A packet. */
export const FRAME_MS = 20;
const FRAME = (RATE_HZ * FRAME_MS) / 1_000;

/** The payloads of a sound; what is left over at its end is dropped. */
export function framesOf(sound: Sound): readonly Buffer[] {
  const { samples } = resampled(sound, RATE_HZ);
  const bytes = encode(
    'PCMA',
    Int16Array.from(samples, (sample) => Math.round(sample * 0x7fff)),
  );
  return Array.from({ length: Math.floor(bytes.length / FRAME) }, (_, index) =>
    Buffer.from(bytes.subarray(index * FRAME, (index + 1) * FRAME)),
  );
}

/** Payloads, one after the other. */
export function soundOf(payloads: readonly Uint8Array[]): Sound {
  const samples = Float32Array.from(decode('PCMA', Buffer.concat(payloads)), (sample) => sample / 0x8000);
  return { rateHz: RATE_HZ, samples };
}
