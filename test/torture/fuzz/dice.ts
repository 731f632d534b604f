import { fraction, type Random } from '../../../src-main/base/random';

/** Choices from a seeded source: the same seed always throws the same. */
export class Dice {
  constructor(readonly random: Random) {}

  /** A whole number in 0…`below` − 1. */
  below(below: number): number {
    return Math.floor(fraction(this.random) * below);
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }
}
