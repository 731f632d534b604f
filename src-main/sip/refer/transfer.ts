import type {
  IncomingRequestMessage,
  IncomingResponseMessage,
  OutgoingReferRequest,
} from 'sip.js/lib/core/index.js';
import { DisposableStore, NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import type { TransferFailure, TransferProgress } from '../../phone/call/transfer';
import type { Leg } from '../call/leg';
import { addressOfRecord } from '../core';
import { subscriptionStateOf } from '../event/event-header';
import { ALLOW } from '../methods';
import { isLocalResponse } from '../response';
import { transactionMs } from '../retransmission/timers';
import { isHidden, type ReferCall } from './refer-call';
import { statusOfSipfrag } from './sipfrag';

interface TransferOptions extends ReferCall {
  /** Value of the Refer-To header. */
  readonly referTo: string;
  /** Our call with the target, which ends when the far end takes its place. */
  readonly other: Leg | null;
}

/** The longest a far end may try the target; a phone rings three minutes at most. */
const LONGEST_MS = 200_000;
/** How long the target may take to end the call that was replaced, in T1 (16 s). */
const OTHER_ENDS_T1 = 32;

/** One REFER of ours, from the request to the last word about it (RFC 3515, RFC 5589). */
export class Transfer {
  readonly #options: TransferOptions;
  readonly #opened = new DisposableStore();
  #deadline: Disposable = NOTHING_TO_DISPOSE;
  #accepted = false;
  /** What was told last. */
  #told: number | null | undefined;
  readonly #request: OutgoingReferRequest;

  /** Throws what sip.js throws when the dialog cannot carry a REFER now. */
  constructor(options: TransferOptions) {
    this.#options = options;
    const { session, context, referTo } = options;
    this.#request = session.refer(
      {
        onAccept: ({ message }) => {
          this.#answered(message);
        },
        onRedirect: ({ message }) => {
          this.#refused(message);
        },
        onReject: ({ message }) => {
          this.#refused(message);
        },
      },
      {
        extraHeaders: [
          `Refer-To: ${referTo}`,
          ...(isHidden(session) ? [] : [`Referred-By: <${addressOfRecord(context.line).toString()}>`]),
          `Contact: ${context.core.configuration.contact.toString()}`,
          ALLOW,
        ],
      },
    );
  }

  /** What NOTIFYs about this REFER carry as their event id (RFC 3515 §2.4.6); it grows when it is challenged. */
  get id(): string {
    return String(this.#request.message.cseq);
  }

  get over(): boolean {
    return this.#opened.isDisposed;
  }

  /** Their NOTIFY; it may come before the answer to our REFER (RFC 3515 §2.4.4). */
  notified(message: IncomingRequestMessage): void {
    if (this.over) return;
    const state = subscriptionStateOf(message.getHeader('subscription-state'));
    const isFragment = /^message\/sipfrag\b/i.test(message.getHeader('content-type') ?? '');
    const status = isFragment ? statusOfSipfrag(message.body) : null;
    if (status !== null && status >= 200) this.#finalStatus(status);
    else if (state?.state === 'terminated') this.#end({ state: 'unknown' });
    else this.#underWay(status, state?.expiresS ?? null);
  }

  /** Whether it worked nobody will tell us any more. */
  callEnded(): void {
    this.#end({ state: 'unknown' });
  }

  #answered(message: IncomingResponseMessage): void {
    if (this.over) return;
    // RFC 4488 §4: no subscription, nobody will tell us more.
    if (/^false\b/i.test(message.getHeader('refer-sub')?.trim() ?? '')) {
      this.#end({ state: 'unknown' });
      this.#leave();
    } else if (!this.#accepted) {
      this.#underWay(null, null);
      this.#await(transactionMs(this.#options.context.timers));
    }
  }

  #refused(message: IncomingResponseMessage): void {
    const status = message.statusCode ?? null;
    if (!isLocalResponse(message)) this.#fail('refused', status);
    else this.#fail(status === 408 ? 'timeout' : 'refused', null);
  }

  #underWay(status: number | null, expiresS: number | null): void {
    this.#accepted = true;
    this.#await(Math.min(LONGEST_MS, expiresS === null || expiresS === 0 ? LONGEST_MS : expiresS * 1_000));
    if (status === this.#told || (status === null && this.#told !== undefined)) return;
    this.#told = status;
    this.#emit({ state: 'under-way', status });
  }

  #finalStatus(status: number): void {
    if (status >= 300) {
      this.#fail('target-refused', status);
      return;
    }
    this.#end({ state: 'done' });
    this.#leave();
  }

  /** The transferor goes (RFC 5589 §6.1); the target ends the replaced call, and if it does not, we do. */
  #leave(): void {
    const { context, hangUp, other } = this.#options;
    hangUp();
    if (other && !other.over)
      context.clock.after(OTHER_ENDS_T1 * context.timers.t1Ms, () => {
        other.hangUp();
      });
  }

  #await(delayMs: number): void {
    this.#opened.release(this.#deadline);
    this.#deadline = this.#opened.add(
      this.#options.context.clock.after(delayMs, () => {
        this.#fail('timeout', null);
      }),
    );
  }

  #fail(why: TransferFailure, status: number | null): void {
    this.#end({ state: 'failed', why, status });
  }

  #end(progress: TransferProgress): void {
    if (this.over) return;
    this.#opened.dispose();
    this.#emit(progress);
  }

  #emit(progress: TransferProgress): void {
    const { context, leg } = this.#options;
    context.emit({ kind: 'call/transfer', callId: leg.callId, progress });
  }
}
