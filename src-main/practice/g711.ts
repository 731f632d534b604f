import type { Codec } from './sdp';

/** ITU-T G.711: each byte is a sign, a segment of three bits and four bits within the segment. */
const ALAW_TOGGLED = 0x55;
const ULAW_BIAS = 0x84;
const ULAW_CLIP = 32_635;

/** One 16-bit sample to A-law (G.711 table 1). */
export function encodeALaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  const magnitude = sample >= 0 ? sample : ~sample;
  const segment = magnitude < 256 ? 0 : 24 - Math.clz32(magnitude);
  const step = (magnitude >> (segment === 0 ? 4 : segment + 3)) & 0x0f;
  return (sign | (segment << 4) | step) ^ ALAW_TOGGLED;
}

function aLawSample(byte: number): number {
  const code = byte ^ ALAW_TOGGLED;
  const segment = (code >> 4) & 7;
  const step = (code & 0x0f) << 4;
  const magnitude = segment === 0 ? step + 8 : (step + 0x108) << (segment - 1);
  return code & 0x80 ? magnitude : -magnitude;
}

/** One 16-bit sample to µ-law (G.711 table 2). */
export function encodeULaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), ULAW_CLIP) + ULAW_BIAS;
  const segment = 24 - Math.clz32(magnitude);
  const step = (magnitude >> (segment + 3)) & 0x0f;
  return ~(sign | (segment << 4) | step) & 0xff;
}

function uLawSample(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 0x0f) << 3) + ULAW_BIAS) << ((code >> 4) & 7)) - ULAW_BIAS;
  return code & 0x80 ? -magnitude : magnitude;
}

const DECODED: Readonly<Record<Codec, Int16Array>> = {
  PCMA: Int16Array.from({ length: 256 }, (_, byte) => aLawSample(byte)),
  PCMU: Int16Array.from({ length: 256 }, (_, byte) => uLawSample(byte)),
};

const ENCODE: Readonly<Record<Codec, (sample: number) => number>> = { PCMA: encodeALaw, PCMU: encodeULaw };

/** 16-bit samples at 8,000 Hz. */
export function decode(codec: Codec, payload: Uint8Array): Int16Array {
  const table = DECODED[codec];
  return Int16Array.from(payload, (byte) => table[byte] ?? 0);
}

/** One byte for each 16-bit sample. */
export function encode(codec: Codec, samples: Int16Array): Uint8Array {
  return Uint8Array.from(samples, ENCODE[codec]);
}
