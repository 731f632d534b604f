import type { IncomingReferRequest, IncomingRequestMessage } from 'sip.js/lib/core/index.js';
import { messageOf } from '../../base/log';
import type { Disposable } from '../../base/disposable';
import type { CallCommand, Leg, LegContext } from '../call/leg';
import { requestUri } from '../call/target';
import { eventOf } from '../event/event-header';
import type { ReferCall } from './refer-call';
import { publicAddressOf, replacesOf, writeReferTo } from './refer-to';
import { Referral } from './referral';
import { Transfer } from './transfer';

export type ReferCommand = Extract<
  CallCommand,
  { readonly kind: 'call/transfer' | 'call/transfer-to-call' | 'call/refer-answer' }
>;

/** Everything about REFER in one call: a transfer we ask for, and one we are asked for. One of each at a time. */
export class CallRefers implements Disposable {
  readonly #options: ReferCall;
  #transfer: Transfer | null = null;
  readonly #earlier = new Set<string>();
  #referral: Referral | null = null;
  /** REFERs of theirs in this dialog: from the second on a NOTIFY must say which is meant (RFC 3515 §2.4.6). */
  #received = 0;

  constructor(options: ReferCall) {
    this.#options = options;
  }

  handle(command: ReferCommand): void {
    switch (command.kind) {
      case 'call/transfer':
        this.#blind(command.target);
        break;
      case 'call/transfer-to-call':
        this.#toCall(command.otherCallId);
        break;
      case 'call/refer-answer':
        if (this.#referral?.answer(command.newCallId) !== true) tooLate(command, this.#options.context.emit);
        break;
    }
  }

  /** Their REFER. */
  referred(request: IncomingReferRequest): void {
    if (this.#referral?.over === false) {
      request.reject({ statusCode: 491 });
      return;
    }
    this.#received++;
    const id = this.#received > 1 ? String(request.message.cseq) : null;
    this.#referral = new Referral({ ...this.#options, request, id });
  }

  /** Their NOTIFY, already answered. */
  notified(message: IncomingRequestMessage): void {
    const event = eventOf(message.getHeader('event'));
    // Exchanges change the number on the way; only what surely belongs to an earlier REFER does not count.
    const late = event?.id != null && this.#earlier.has(event.id);
    if (event?.name === 'refer' && !late) this.#transfer?.notified(message);
  }

  /** The call is over. */
  dispose(): void {
    this.#transfer?.callEnded();
    this.#referral?.callEnded();
  }

  #blind(target: string): void {
    const uri = requestUri(target, this.#options.context.line.domain);
    if (!uri.ok || this.#busy) this.#impossible();
    else this.#refer(writeReferTo(uri.value, null), null);
  }

  #toCall(otherCallId: string): void {
    const { leg, context } = this.#options;
    const other = context.legOf(otherCallId);
    if (!other || other === leg || this.#busy) {
      this.#impossible();
      return;
    }
    // A phone that only rings cannot be told to take the place of that call: it would have to answer 481 (RFC 3891
    // §3). So it is given up, and the far end calls there afresh (RFC 5589 §7.6).
    const withdrawn = other.withdraw();
    if (withdrawn) leg.run(this.#afterwards(withdrawn.gone, writeReferTo(withdrawn.target, null)));
    else if (other.session && !other.ringing)
      this.#refer(writeReferTo(publicAddressOf(other.session), replacesOf(other.session)), other);
    else this.#impossible();
  }

  async #afterwards(gone: Promise<void>, referTo: string): Promise<void> {
    await gone;
    if (!this.#options.leg.over) this.#refer(referTo, null);
  }

  get #busy(): boolean {
    return this.#transfer?.over === false;
  }

  #refer(referTo: string, other: Leg | null): void {
    if (this.#transfer) this.#earlier.add(this.#transfer.id);
    try {
      this.#transfer = new Transfer({ ...this.#options, referTo, other });
    } catch (error) {
      this.#options.context.log('warn', 'no REFER sent', { error: messageOf(error) });
      this.#impossible();
    }
  }

  #impossible(): void {
    notPossible(this.#options.leg.callId, this.#options.context);
  }
}

/** The person agreed, but nobody waits for that any more: the call is not made. */
export function tooLate(command: CallCommand, emit: LegContext['emit']): void {
  if (command.kind === 'call/refer-answer' && command.newCallId !== null)
    emit({ kind: 'call/ended', callId: command.newCallId, why: { kind: 'cancelled' } });
}

/** Says no to a transfer of a call that does not stand; other commands are not looked at. */
export function refuseTransfer(command: CallCommand, context: LegContext): void {
  if (command.kind === 'call/transfer' || command.kind === 'call/transfer-to-call')
    notPossible(command.callId, context);
}

function notPossible(callId: string, context: LegContext): void {
  context.emit({
    kind: 'call/transfer',
    callId,
    progress: { state: 'failed', why: 'not-possible', status: null },
  });
}
