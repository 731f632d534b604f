import { describe, expect, test } from 'vitest';
import { decode, encode, encodeALaw, encodeULaw } from '../../../src-main/practice/g711';

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe('ITU-T G.711', () => {
  test('known values', () => {
    expect([0, -1, 32_767, -32_768].map(encodeALaw)).toEqual([0xd5, 0x55, 0xaa, 0x2a]);
    expect([0, 32_767, -32_768].map(encodeULaw)).toEqual([0xff, 0x80, 0x00]);
    expect([...decode('PCMA', Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a))]).toEqual([8, -8, 32_256, -32_256]);
    expect([...decode('PCMU', Uint8Array.of(0xff, 0x80, 0x00))]).toEqual([0, 32_124, -32_124]);
  });

  test('a byte decoded and encoded is the same byte', () => {
    expect(encode('PCMA', decode('PCMA', everyByte))).toEqual(everyByte);
    // µ-law has two zeros; the negative one becomes the positive one.
    expect(encode('PCMU', decode('PCMU', everyByte))).toEqual(
      everyByte.map((byte) => (byte === 0x7f ? 0xff : byte)),
    );
  });

  test.each(['PCMA', 'PCMU'] as const)('%s stays within 4 % or 16 of every sample', (codec) => {
    const samples = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768);
    const decoded = decode(codec, encode(codec, samples));
    const worst = samples.findIndex(
      (sample, index) => Math.abs(sample - (decoded[index] ?? 0)) > Math.max(16, Math.abs(sample) * 0.04),
    );
    expect(worst).toBe(-1);
  });
});
