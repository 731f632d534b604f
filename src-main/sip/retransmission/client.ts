import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { transactionMs, type SipTimers } from './timers';

interface Pending {
  readonly invite: boolean;
  readonly resend: () => void;
  intervalMs: number;
  sentMs: number;
  timer: Disposable;
}

/**
 * Requests we sent over an unreliable transport: timers A and E (RFC 3261 §17.1.1.2, §17.1.2.2) and, for the
 * ACK of a refused INVITE, timer D; repeated answers to the others are swallowed (timer K). sip.js would hand a
 * second 401 to the request that already carries the credentials, and give up.
 * Timers B and F, which give up, are sip.js' own. A transaction is named by branch and method.
 */
export class ClientRetransmission implements Disposable {
  readonly #pending = new Map<string, Pending>();
  readonly #completed = new Map<string, { readonly resend: () => void; readonly expiry: Disposable }>();

  constructor(
    private readonly clock: Clock,
    private readonly timers: SipTimers,
  ) {}

  /** For leak checks: transactions still remembered. */
  get size(): number {
    return this.#pending.size + this.#completed.size;
  }

  /** Requests that wait for an answer. */
  get unanswered(): number {
    return this.#pending.size;
  }

  /** The request was sent for the first time; `resend` sends it again. */
  sent(key: string, method: string, resend: () => void): void {
    const intervalMs = this.timers.t1Ms;
    this.#pending.get(key)?.timer.dispose();
    this.#pending.set(key, {
      invite: method === 'INVITE',
      resend,
      intervalMs,
      sentMs: this.clock.monotonicMs(),
      timer: this.clock.after(intervalMs, () => {
        this.#again(key);
      }),
    });
  }

  /** The ACK to a 3xx–6xx was sent; should that response come again, so must the ACK. */
  acknowledged(inviteKey: string, resend: () => void): void {
    this.#complete(inviteKey, transactionMs(this.timers), resend);
  }

  /** A response came. True when it is a repetition dealt with here and nobody above need see it. */
  answered(key: string, status: number): boolean {
    const completed = this.#completed.get(key);
    if (completed) {
      completed.resend();
      return true;
    }
    const pending = this.#pending.get(key);
    if (!pending) return false;
    if (status < 200 && !pending.invite) {
      pending.intervalMs = this.timers.t2Ms;
      return false;
    }
    this.#forget(key);
    if (!pending.invite) this.#complete(key, this.timers.t4Ms, () => undefined);
    return false;
  }

  dispose(): void {
    for (const key of [...this.#pending.keys()]) this.#forget(key);
    for (const { expiry } of this.#completed.values()) expiry.dispose();
    this.#completed.clear();
  }

  #complete(key: string, forMs: number, resend: () => void): void {
    this.#completed.get(key)?.expiry.dispose();
    const expiry = this.clock.after(forMs, () => this.#completed.delete(key));
    this.#completed.set(key, { resend, expiry });
  }

  #again(key: string): void {
    const pending = this.#pending.get(key);
    if (!pending) return;
    if (this.clock.monotonicMs() - pending.sentMs >= transactionMs(this.timers)) {
      this.#forget(key);
      return;
    }
    const doubled = pending.intervalMs * 2;
    pending.intervalMs = pending.invite ? doubled : Math.min(doubled, this.timers.t2Ms);
    pending.timer = this.clock.after(pending.intervalMs, () => {
      this.#again(key);
    });
    pending.resend();
  }

  #forget(key: string): void {
    this.#pending.get(key)?.timer.dispose();
    this.#pending.delete(key);
  }
}
