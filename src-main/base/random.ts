/** Randomness as a port: crypto in the product, a seeded generator in tests. */
export interface Random {
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
}

export const cryptoRandom: Random = {
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};

/** A lower-case hexadecimal token of `byteCount` random bytes: tags, branches, identifiers. */
export function token(random: Random, byteCount = 8): string {
  return [...random.bytes(byteCount)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** An unsigned 32-bit integer: SSRCs, timestamps. */
export function uint32(random: Random): number {
  return random.bytes(4).reduce((value, byte) => value * 256 + byte, 0);
}

/** A uniform number in [0, 1) with 32 bits. */
export function fraction(random: Random): number {
  return uint32(random) / 2 ** 32;
}

/** mulberry32: small, fast and the same everywhere; never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return { bytes: (count) => Uint8Array.from({ length: count }, next) };
}
