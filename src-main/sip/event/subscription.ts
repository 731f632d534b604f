import {
  NotifyUserAgentServer,
  type URI,
  type IncomingRequestMessage,
  type IncomingResponse,
  type IncomingResponseMessage,
  type OutgoingRequest,
  type UserAgentCore,
} from 'sip.js/lib/core/index.js';
import type { Clock } from '../../base/clock';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import { token, type Random } from '../../base/random';
import { backOffMs, retryAfterMs } from '../register/back-off';
import { refreshDelayMs } from '../register/expiry';
import { retryAfterS } from '../register/failure';
import { transactionMs, type SipTimers } from '../retransmission/timers';
import { EventDialog } from './dialog';
import { eventOf, subscriptionStateOf, type SubscriptionState } from './event-header';

export interface SubscriptionOptions {
  readonly core: UserAgentCore;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: SipTimers;
  /** Whose state is watched. */
  readonly target: URI;
  readonly self: URI;
  /** Event package, and its id where one resource is watched twice (RFC 6665 §8.2.1). */
  readonly event: string;
  readonly id?: string;
  readonly accept: string;
  readonly expiresS: number;
  readonly onNotify: (content: NotifyContent) => void;
  readonly onState: (state: SubscriptionNews) => void;
}

/** What a NOTIFY tells, not yet understood. */
export interface NotifyContent {
  readonly contentType: string;
  readonly body: string;
}

export type SubscriptionNews =
  | { readonly state: 'active' }
  /** The notifier's owner has yet to agree (RFC 6665 §4.1.2.1). */
  | { readonly state: 'pending' }
  | { readonly state: 'waiting'; readonly retryInMs: number }
  /** Not to be had; it is not asked for again. */
  | { readonly state: 'refused'; readonly status: number | null };

/** RFC 6665 §4.1.3: not to be asked for again. */
const FINAL_REASONS: readonly string[] = ['rejected', 'noresource', 'invariant'];
/** To be asked for again at once. */
const PROMPT_REASONS: readonly string[] = ['deactivated', 'timeout'];
/** Answers to a first SUBSCRIBE that stay what they are. */
const FINAL_STATUSES: readonly number[] = [400, 401, 403, 405, 407, 410, 416, 420, 489, 501, 603, 604];
/** Largest body handed up, characters; presence of a busy person has a few thousand. */
const LARGEST_BODY = 12_000;
const LONGEST_EXPIRES_S = 86_400;

/** One subscription kept alive (RFC 6665 §4.1): refreshed, asked for again, given up, as the notifier says. */
export class Subscription implements Disposable {
  readonly #options: SubscriptionOptions;
  #dialog: EventDialog;
  /** `off`: ended by us, though a last NOTIFY may come. */
  #state: 'asking' | 'subscribed' | 'waiting' | 'refused' | 'off' = 'waiting';
  #timer: Disposable = NOTHING_TO_DISPOSE;
  #failures = 0;
  #askS: number;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#askS = options.expiresS;
    this.#dialog = this.#newDialog();
  }

  /** Asks now: the first time, or because where we are reached has changed. */
  renew(): void {
    if (this.#state === 'refused' || this.#state === 'off') return;
    if (this.#state === 'subscribed') this.#subscribe(true);
    else if (this.#state === 'waiting') this.#afresh();
  }

  /** Whether a NOTIFY belongs here: then it has been answered (RFC 6665 §4.4.1). */
  claims(message: IncomingRequestMessage): boolean {
    const event = eventOf(message.getHeader('event'));
    const ours = event?.name === this.#options.event && event.id === (this.#options.id ?? null);
    if (!ours || !this.#dialog.isFor(message)) return false;
    const request = new NotifyUserAgentServer(this.#options.core, message);
    const verdict = this.#dialog.take(message);
    if (verdict !== null) request.reject({ statusCode: verdict });
    else if (message.body.length > LARGEST_BODY) request.reject({ statusCode: 413 });
    else {
      request.accept({ statusCode: 200 });
      this.#notified(message);
    }
    return true;
  }

  /** Ends it on the other side too (RFC 6665 §4.1.2.3). */
  dispose(): void {
    this.#timer.dispose();
    const subscribed = this.#state === 'subscribed' && this.#dialog.isConfirmed;
    this.#state = 'off';
    if (subscribed) this.#send(0, () => undefined);
  }

  #newDialog(): EventDialog {
    const { core, random, self, target } = this.#options;
    return new EventDialog(core, { callId: token(random, 16), localTag: token(random), self, target });
  }

  #afresh(): void {
    this.#dialog = this.#newDialog();
    this.#subscribe(false);
  }

  #subscribe(refresh: boolean, mayAskLonger = true): void {
    const { clock, timers } = this.#options;
    const dialog = this.#dialog;
    this.#timer.dispose();
    if (!refresh) this.#state = 'asking';
    this.#send(this.#askS, ({ message }) => {
      if (dialog !== this.#dialog || this.#state === 'off' || this.#state === 'refused') return;
      const status = message.statusCode ?? 0;
      if (status < 300) this.#accepted(message, refresh);
      else this.#rejected(message, refresh, mayAskLonger);
    });
    // Timer N: a subscription begins with a NOTIFY (RFC 6665 §4.1.2.4).
    if (!refresh)
      this.#timer = clock.after(2 * transactionMs(timers), () => {
        this.#again(null);
      });
  }

  #send(expiresS: number, answered: (response: IncomingResponse) => void): OutgoingRequest {
    const { event, id, accept } = this.#options;
    return this.#dialog.request('SUBSCRIBE', answered, [
      `Event: ${event}${id === undefined ? '' : `;id=${id}`}`,
      `Accept: ${accept}`,
      `Expires: ${String(expiresS)}`,
    ]);
  }

  /** Granted may be less than asked, never more (RFC 6665 §4.2.1.1). */
  #accepted(message: IncomingResponseMessage, refresh: boolean): void {
    const stated = message.getHeader('expires')?.trim() ?? '';
    const grantedS = /^\d{1,9}$/.test(stated) ? Math.min(Number(stated), this.#askS) : this.#askS;
    if (refresh) this.#failures = 0;
    if (this.#state === 'subscribed') this.#refreshIn(grantedS);
  }

  #rejected(message: IncomingResponseMessage, refresh: boolean, mayAskLonger: boolean): void {
    const status = message.statusCode ?? 0;
    const minimumS = Number(message.getHeader('min-expires') ?? Number.NaN);
    const longer = minimumS > this.#askS && minimumS <= LONGEST_EXPIRES_S;
    if (status === 423 && mayAskLonger && longer) {
      this.#askS = minimumS;
      this.#subscribe(refresh, false);
    } else if (refresh && status === 481) this.#promptly();
    else if (FINAL_STATUSES.includes(status)) this.#refused(status);
    else this.#again(retryAfterS(message.getHeader('retry-after')));
  }

  #notified(message: IncomingRequestMessage): void {
    if (this.#state === 'off' || this.#state === 'refused') return;
    const state = subscriptionStateOf(message.getHeader('subscription-state'));
    if (message.body !== '')
      this.#options.onNotify({ contentType: message.getHeader('content-type') ?? '', body: message.body });
    if (state?.state === 'terminated') this.#terminated(state);
    else this.#continue(state);
  }

  #continue(state: SubscriptionState | null): void {
    const first = this.#state !== 'subscribed';
    this.#state = 'subscribed';
    const grantedS = state?.expiresS ?? (first ? this.#askS : null);
    if (grantedS !== null) this.#refreshIn(Math.min(grantedS, this.#askS));
    this.#options.onState({ state: state?.state === 'pending' ? 'pending' : 'active' });
  }

  #terminated({ reason, retryAfterS: afterS }: SubscriptionState): void {
    if (FINAL_REASONS.includes(reason)) this.#refused(null);
    else if (PROMPT_REASONS.includes(reason)) this.#promptly();
    else this.#again(afterS);
  }

  /** At once the first time; a notifier that ends each subscription right away is asked ever more rarely. */
  #promptly(): void {
    if (this.#failures > 0) this.#again(null);
    else {
      this.#failures++;
      this.#afresh();
    }
  }

  #again(afterS: number | null): void {
    const { clock, random, onState } = this.#options;
    this.#timer.dispose();
    this.#failures++;
    this.#state = 'waiting';
    const delayMs = afterS === null ? backOffMs(this.#failures, random) : retryAfterMs(afterS, random);
    this.#timer = clock.after(delayMs, () => {
      this.#afresh();
    });
    onState({ state: 'waiting', retryInMs: delayMs });
  }

  #refused(status: number | null): void {
    this.#timer.dispose();
    this.#state = 'refused';
    this.#options.onState({ state: 'refused', status });
  }

  #refreshIn(grantedS: number): void {
    const { clock, random } = this.#options;
    this.#timer.dispose();
    // A notifier that grants a second would have us ask without end.
    this.#timer = clock.after(refreshDelayMs(Math.max(grantedS, 10), random), () => {
      this.#subscribe(true);
    });
  }
}
