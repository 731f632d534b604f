/** Descriptors by hand, for tests of what comes before the parser. */
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

export const DESCRIPTORS = {
  /** Telephony/Headset with a hook and an Off-Hook light. */
  headset: bytes(
    '050b 0905 a101 8501 0920 1500 2501 7501 9501 8122 9507 8103 0508 0917 9501 9122 9507 9103 c0',
  ),
  /** The same after a consumer collection, its page set by a 2-byte item, its usage by a 4-byte one. */
  headsetSecond: bytes('050c 0901 a101 8502 09e9 1500 2501 7501 9508 8102 c0 060b00 0b05000b00 a101 c0'),
  /** The bytes of a telephony collection, but inside the data of another item. */
  lookalike: bytes('0501 0902 a101 27050b0905 a100 c0 c0'),
  keyboard: bytes('0501 0906 a101 0507 19e0 29e7 1500 2501 7501 9508 8102 c0'),
  /** A headset that is a keyboard as well. */
  headsetWithKeyboard: bytes('050b 0905 a101 c0 0501 0906 a101 c0'),
  mouse: bytes('0501 0902 a101 0901 a100 c0 c0'),
  truncated: bytes('050b 0b05'),
  empty: bytes(''),
} as const;
