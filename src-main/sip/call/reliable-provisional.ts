import type { IncomingInviteRequest, Session } from 'sip.js/lib/core/index.js';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { uint32, type Random } from '../../base/random';
import { splitList } from '../message/split-list';
import { transactionMs, type SipTimers } from '../retransmission/timers';
import { sdpBody } from './leg';
import type { InDialogRequest } from './dialog-request';

export interface ReliableOptions {
  readonly request: IncomingInviteRequest;
  readonly clock: Clock;
  readonly timers: SipTimers;
  readonly random: Random;
  /** Sends the text of a response again. */
  readonly resend: (text: string) => void;
  /** Our offer, where the INVITE had none. */
  readonly offer: string | null;
  /** 64·T1 long nobody acknowledged it. */
  readonly onUnacknowledged: () => void;
}

/** Whether an INVITE asks that its provisional responses arrive for sure (RFC 3262 §3). */
export function requires100rel({ message }: IncomingInviteRequest): boolean {
  return message
    .getHeaders('require')
    .flatMap(splitList)
    .some((tag) => tag.trim().toLowerCase() === '100rel');
}

/** A 180 of ours, repeated until its PRACK (RFC 3262 §3). */
export class ReliableProvisional implements Disposable {
  readonly session: Session;
  readonly #options: ReliableOptions;
  readonly #opened = new DisposableStore();
  /** Any number may be the first; a stranger should not guess it. */
  readonly #number: number;
  #acknowledged = false;

  constructor(options: ReliableOptions) {
    const { request, random, offer, clock, timers } = options;
    this.#options = options;
    this.#number = (uint32(random) % (2 ** 31 - 2)) + 1;
    const { message, session } = request.progress({
      statusCode: 180,
      extraHeaders: ['Require: 100rel', `RSeq: ${String(this.#number)}`],
      ...(offer !== null && { body: sdpBody(offer) }),
    });
    this.session = session;
    this.#repeat(message, timers.t1Ms);
    this.#opened.add(clock.after(transactionMs(timers), options.onUnacknowledged));
  }

  get acknowledged(): boolean {
    return this.#acknowledged;
  }

  /** A PRACK came: true, and no more repetitions, when it is the one waited for. The caller answers it. */
  acknowledges({ message }: InDialogRequest): boolean {
    const rack = /^\s*(\d{1,10})\s+(\d{1,10})\s+(\S+)\s*$/.exec(message.getHeader('rack') ?? '');
    const { cseq } = this.#options.request.message;
    const ours =
      Number(rack?.[1]) === this.#number &&
      Number(rack?.[2]) === cseq &&
      rack?.[3]?.toUpperCase() === 'INVITE';
    if (!ours || this.#acknowledged) return false;
    this.#acknowledged = true;
    this.dispose();
    return true;
  }

  /** No more repetitions: it was acknowledged, or a final response has overtaken it. A late PRACK is still known. */
  dispose(): void {
    this.#opened.dispose();
  }

  #repeat(text: string, intervalMs: number): void {
    const { clock, resend } = this.#options;
    this.#opened.add(
      clock.after(intervalMs, () => {
        resend(text);
        this.#repeat(text, intervalMs * 2);
      }),
    );
  }
}
