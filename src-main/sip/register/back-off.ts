import { fraction, type Random } from '../../base/random';

const FIRST_MS = 2_000;
const LONGEST_MS = 300_000;

/**
 * How long to wait after the `failures`th failure in a row (from 1): doubling from 2 s to 5 min, of which a
 * random part of up to half is taken off so that not everybody comes back at once.
 */
export function backOffMs(failures: number, random: Random): number {
  const full = Math.min(FIRST_MS * 2 ** Math.max(0, failures), LONGEST_MS);
  return Math.max(FIRST_MS, full * (1 - fraction(random) / 2));
}

/** At least what Retry-After asks for; a tenth more at random, since everybody else was told the same. */
export function retryAfterMs(afterS: number, random: Random): number {
  return Math.max(FIRST_MS, afterS * 1_000 * (1 + fraction(random) / 10));
}
