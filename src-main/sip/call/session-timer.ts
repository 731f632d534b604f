import type { Clock } from '../../base/clock';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import type { Terms } from './session-terms';

export interface SessionTimerOptions {
  readonly clock: Clock;
  /** It is our turn to refresh. */
  readonly onRefresh: () => void;
  /** No refresh was seen, neither theirs nor an answer to ours. */
  readonly onExpired: () => void;
}

/** RFC 4028 §10: the BYE is sent so long before the session really expires. Seconds. */
const LEAD_S = 32;
/** Attempts closer together than this help nobody. Milliseconds. */
const SOONEST_AGAIN_MS = 2_000;

/** Refreshes a session at half of its life, and ends one that nobody refreshed (RFC 4028 §10). */
export class SessionTimer implements Disposable {
  readonly #options: SessionTimerOptions;
  #expiresAtMs = Infinity;
  #expiry: Disposable = NOTHING_TO_DISPOSE;
  #refresh: Disposable = NOTHING_TO_DISPOSE;

  constructor(options: SessionTimerOptions) {
    this.#options = options;
  }

  /** The session was refreshed, or begins; `null`: it does not expire. */
  restart(terms: Terms | null): void {
    const { clock, onExpired } = this.#options;
    this.dispose();
    if (!terms) return;
    const { seconds, refresher } = terms;
    const lifeMs = (seconds - Math.min(LEAD_S, seconds / 3)) * 1_000;
    this.#expiresAtMs = clock.monotonicMs() + lifeMs;
    this.#expiry = clock.after(lifeMs, onExpired);
    if (refresher === 'us') this.#refreshAfter(seconds * 500);
  }

  /** A refresh of ours was refused for now: again after what they ask, or half-way to the end. */
  tryAgain(afterMs: number | null): void {
    const leftMs = this.#expiresAtMs - this.#options.clock.monotonicMs();
    const delayMs = Math.max(afterMs ?? leftMs / 2, SOONEST_AGAIN_MS);
    if (delayMs < leftMs) this.#refreshAfter(delayMs);
  }

  dispose(): void {
    this.#expiresAtMs = Infinity;
    this.#expiry.dispose();
    this.#refresh.dispose();
  }

  #refreshAfter(delayMs: number): void {
    this.#refresh.dispose();
    this.#refresh = this.#options.clock.after(delayMs, this.#options.onRefresh);
  }
}
