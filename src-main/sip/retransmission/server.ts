import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import type { Clock } from '../../base/clock';
import { transactionMs, type SipTimers } from './timers';

interface Answered {
  readonly resend: () => void;
  /** The ACK came: repetitions of the request are swallowed, no longer answered (timer I). */
  confirmed: boolean;
  repeat: Disposable;
  expiry: Disposable;
}

/**
 * Final responses we sent over an unreliable transport (RFC 3261 §17.2): replayed when the request comes again
 * (timer J), repeated until the ACK for a refused INVITE (timers G and H), silent once confirmed (timer I).
 * The 2xx to an INVITE is repeated by sip.js and is not kept here (RFC 6026).
 */
export class ServerRetransmission implements Disposable {
  readonly #answered = new Map<string, Answered>();

  constructor(
    private readonly clock: Clock,
    private readonly timers: SipTimers,
  ) {}

  get size(): number {
    return this.#answered.size;
  }

  /** A final response was sent for the first time; `resend` sends it again. */
  replied(key: string, method: string, status: number, resend: () => void): void {
    if (status < 200 || (method === 'INVITE' && status < 300)) return;
    this.#forget(key);
    const answered: Answered = {
      resend,
      confirmed: false,
      repeat: NOTHING_TO_DISPOSE,
      expiry: this.#expire(key, transactionMs(this.timers)),
    };
    this.#answered.set(key, answered);
    if (method === 'INVITE') this.#repeat(answered, this.timers.t1Ms);
  }

  /** A request came. True when it repeats one already answered: nobody above need see it. */
  received(key: string, method: string): boolean {
    const answered = this.#answered.get(key);
    if (!answered) return false;
    if (method === 'ACK') {
      this.#confirm(key, answered);
      return false;
    }
    if (!answered.confirmed) answered.resend();
    return true;
  }

  dispose(): void {
    for (const key of [...this.#answered.keys()]) this.#forget(key);
  }

  #repeat(answered: Answered, intervalMs: number): void {
    answered.repeat = this.clock.after(intervalMs, () => {
      this.#repeat(answered, Math.min(intervalMs * 2, this.timers.t2Ms));
      answered.resend();
    });
  }

  #confirm(key: string, answered: Answered): void {
    answered.confirmed = true;
    answered.repeat.dispose();
    answered.expiry.dispose();
    answered.expiry = this.#expire(key, this.timers.t4Ms);
  }

  #expire(key: string, afterMs: number): Disposable {
    return this.clock.after(afterMs, () => {
      this.#forget(key);
    });
  }

  #forget(key: string): void {
    const answered = this.#answered.get(key);
    answered?.repeat.dispose();
    answered?.expiry.dispose();
    this.#answered.delete(key);
  }
}
