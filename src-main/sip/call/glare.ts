import { fraction, type Random } from '../../base/random';
import { RFC_TIMERS, type SipTimers } from '../retransmission/timers';
import type { Exchange } from './floor';

/** How the last offer of a dialog stands (RFC 3264 §4): answered, or waited for from one side. */
export type OfferState = 'settled' | 'ours-open' | 'theirs-open';

export function offerState({ by }: Exchange): OfferState {
  switch (by) {
    case 'nobody':
      return 'settled';
    case 'us':
      return 'ours-open';
    case 'them':
      return 'theirs-open';
  }
}

interface Refusal {
  readonly statusCode: number;
  readonly extraHeaders?: string[];
}

/** Why an offer of theirs cannot be answered now (RFC 3261 §14.2, RFC 3311 §5.2); `null` when it can. */
export function glareOf(state: OfferState, random: Random): Refusal | null {
  switch (state) {
    case 'settled':
      return null;
    case 'ours-open':
      return { statusCode: 491 };
    case 'theirs-open':
      return { statusCode: 500, extraHeaders: [`Retry-After: ${String(Math.floor(fraction(random) * 11))}`] };
  }
}

/**
 * How long to wait after a 491 before asking again (RFC 3261 §14.1): both sides asked at once, and the owner of the
 * Call-ID waits longer than the other can. Milliseconds, in steps of ten.
 */
export function glareDelayMs(ownsCallId: boolean, random: Random, timers: SipTimers): number {
  const scale = timers.t1Ms / RFC_TIMERS.t1Ms;
  const chance = Math.floor(fraction(random) * 190) * 10;
  return scale * (ownsCallId ? 2_100 + chance : chance);
}
