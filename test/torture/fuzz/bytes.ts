import type { Dice } from './dice';

const EXTREMES = [0x00, 0x01, 0x7f, 0x80, 0x90, 0x91, 0xa0, 0xbf, 0xff] as const;
const LONGEST_BYTES = 3000;

type Mutation = (bytes: Buffer, dice: Dice, others: readonly Buffer[]) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  (bytes, dice) => changed(bytes, dice, (byte) => byte ^ (1 << dice.below(8))),
  (bytes, dice) => changed(bytes, dice, () => dice.pick(EXTREMES)),
  // Where lengths, counts and flags are.
  (bytes, dice) => changed(bytes, dice, () => dice.below(256), 16),
  (bytes, dice) => bytes.subarray(0, dice.below(bytes.length + 1)),
  (bytes, dice) => Buffer.concat([bytes, Buffer.alloc(dice.below(LONGEST_BYTES), dice.below(256))]),
  (bytes, dice, others) => {
    const other = dice.pick(others);
    return Buffer.concat([
      bytes.subarray(0, dice.below(bytes.length + 1)),
      other.subarray(dice.below(other.length + 1)),
    ]);
  },
  (bytes, dice) => {
    const at = dice.below(bytes.length + 1);
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.alloc(4 * dice.below(8), dice.below(256)),
      bytes.subarray(at),
    ]);
  },
];

/** One of the templates after one to four mutations. */
export function mutatedBytes(templates: readonly Buffer[], dice: Dice): Buffer {
  let bytes = dice.pick(templates);
  for (let round = dice.below(4); round >= 0; round--) bytes = dice.pick(MUTATIONS)(bytes, dice, templates);
  return bytes.subarray(0, LONGEST_BYTES);
}

function changed(bytes: Buffer, dice: Dice, to: (byte: number) => number, within = bytes.length): Buffer {
  const copy = Buffer.from(bytes);
  const at = dice.below(Math.max(1, Math.min(within, copy.length)));
  if (at < copy.length) copy[at] = to(copy.readUInt8(at));
  return copy;
}
