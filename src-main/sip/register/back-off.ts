import { fraction, type Random } from '../../base/random';

const FIRST_MS = 2_000;
const LONGEST_MS = 300_000;

/**
 * Within this time the phones of a server that is gone come to the others: 99 of 100 in five minutes, at a rate as
 * even as can be.
 */
const SCATTERED_MS = 285_000;

/**
 * How long to wait after the `failures`th failure in a row (from 1): doubling from 2 s, of which a random part of up
 * to half is taken off; then about 5 min. Phones that lost the same server at the same moment are still close to each
 * other by then, so the first long wait may be of any length, and those after it keep their distances.
 */
export function backOffMs(failures: number, random: Random): number {
  const full = FIRST_MS * 2 ** Math.max(0, failures);
  if (full < LONGEST_MS) return Math.max(FIRST_MS, full * (1 - fraction(random) / 2));
  return full < 2 * LONGEST_MS ? FIRST_MS + scatterMs(random) : evenStepMs(random);
}

/** RFC 5626 §4.5: what the wait starts from, while no flow works and while another one does. */
const OUTBOUND_MS = { none: 30_000, another: 90_000 } as const;
const OUTBOUND_LONGEST_MS = 1_800_000;

/** Of a line that keeps several flows, after the `failures`th failure in a row of one of them (RFC 5626 §4.5). */
export function outboundBackOffMs(failures: number, working: 'none' | 'another', random: Random): number {
  const upperMs = Math.min(OUTBOUND_LONGEST_MS, OUTBOUND_MS[working] * 2 ** failures);
  return upperMs * (0.5 + fraction(random) / 2);
}

/** A moment of one's own among all others who were told the same. */
export function scatterMs(random: Random): number {
  return fraction(random) * SCATTERED_MS;
}

/** Between attempts of those who have chosen their moment: it fills the time without a gap or a crest. */
export function evenStepMs(random: Random): number {
  return SCATTERED_MS * (0.95 + fraction(random) / 10);
}

/** At least what Retry-After asks for; a tenth more at random, since everybody else was told the same. */
export function retryAfterMs(afterS: number, random: Random): number {
  return Math.max(FIRST_MS, afterS * 1_000 * (1 + fraction(random) / 10));
}
