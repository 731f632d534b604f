import type { Clock } from '../base/clock';
import { DisposableStore, NOTHING_TO_DISPOSE, type Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import type { Random } from '../base/random';
import { Signal, type Event } from '../base/signal';
import { contactOf, dialogKey, requestInDialog, type Dialog } from './dialog';
import { DIGITS } from './dtmf';
import type { Media } from './media';
import { header, serialise, type Header, type ReceivedRequest, type SipResponse } from './message';
import { Negotiation } from './negotiation';
import { ALLOW, responseTo } from './response';
import type { ServerTransaction } from './server-transaction';
import { retransmitting, T2_MS } from './timers';
import type { TransactionLayer } from './transaction';
import type { Endpoint } from './via';

export interface SessionPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly transactions: TransactionLayer;
  /** The exchange's Contact URI. */
  readonly contact: string;
  readonly send: (bytes: Uint8Array, to: Endpoint) => void;
}

type State =
  /** No final answer yet. */
  | { readonly state: 'early' }
  /** Our 200 goes out again and again until its ACK comes (RFC 3261 §13.3.1.4). */
  | {
      readonly state: 'unacknowledged';
      readonly cseq: number;
      readonly repeating: Disposable;
      readonly weOffered: boolean;
      readonly isLeaving: boolean;
    }
  | { readonly state: 'confirmed' }
  | { readonly state: 'ended' };

/** A call, from its first answer to its BYE: dialog, offer and answer, and sound. Both directions use it. */
export class Session implements Disposable {
  readonly negotiation: Negotiation;
  /** Closed when the call ends. */
  readonly owned = new DisposableStore();
  readonly #ended = new Signal<undefined>();
  readonly #infoDigits = this.owned.add(new Signal<string>());
  #state: State = { state: 'early' };
  #dialog: Dialog;

  /** Once, whoever hung up. */
  readonly ended: Event<undefined> = this.#ended.event;
  /** Digits that came by INFO. */
  readonly infoDigits = this.#infoDigits.event;

  constructor(
    dialog: Dialog,
    readonly media: Media,
    private readonly ports: SessionPorts,
  ) {
    this.#dialog = dialog;
    this.negotiation = new Negotiation(media, ports.random);
    this.owned.add(media);
    this.owned.add(
      media.lost(() => {
        this.hangUp();
      }),
    );
  }

  get key(): string {
    return dialogKey(this.#dialog.callId, this.#dialog.localTag, this.#dialog.remoteTag);
  }

  get dialog(): Dialog {
    return this.#dialog;
  }

  get clock(): Clock {
    return this.ports.clock;
  }

  get isEnded(): boolean {
    return this.#state.state === 'ended';
  }

  /** Answers an INVITE or re-INVITE with 200 and repeats it until the ACK. */
  accept(transaction: ServerTransaction, sdp: string, weOffered: boolean): void {
    if (this.isEnded) return;
    const response = this.respondingTo(transaction.request, 200, sdp);
    const bytes = serialise(response);
    const isLeaving = this.#state.state === 'unacknowledged' && this.#state.isLeaving;
    this.#stopRepeating();
    const repeating = retransmitting({
      clock: this.ports.clock,
      maxIntervalMs: T2_MS,
      send: () => {
        this.ports.send(bytes, this.#dialog.flow);
      },
      onGiveUp: () => {
        this.#state = { state: 'confirmed' };
        this.hangUp();
      },
    });
    const cseq = transaction.request.cseq.number;
    this.#state = { state: 'unacknowledged', cseq, repeating, weOffered, isLeaving };
    transaction.respond(response);
  }

  /** A call of ours was answered, and acknowledged by the caller of this. */
  established(dialog: Dialog): void {
    if (this.#state.state !== 'early') return;
    this.#dialog = dialog;
    this.#state = { state: 'confirmed' };
  }

  /** A response with what the dialog adds: tag, Contact, and the description if there is one. */
  respondingTo(request: ReceivedRequest, status: number, sdp = ''): SipResponse {
    const described = sdp === '' ? [] : [{ name: 'Content-Type', value: 'application/sdp' }];
    const headers = [
      { name: 'Contact', value: `<${this.ports.contact}>` },
      { name: 'Allow', value: ALLOW },
      ...described,
    ];
    return responseTo(request, status, { toTag: this.#dialog.localTag, headers, body: sdp });
  }

  /** A request inside the dialog; an ACK has no transaction. */
  receive(request: ReceivedRequest, source: Endpoint, transaction: ServerTransaction | undefined): void {
    if (!transaction) {
      this.#acknowledged(request);
      return;
    }
    // Older than what was already seen (RFC 3261 §12.2.2).
    if (request.cseq.number < this.#dialog.remoteCseq) {
      transaction.respond(responseTo(request, 500));
      return;
    }
    this.#dialog = { ...this.#dialog, remoteCseq: request.cseq.number, flow: source };
    this.#request(request, transaction);
  }

  /** Says BYE; before the ACK that must wait (RFC 3261 §15). The sound stops at once. */
  hangUp(): void {
    if (this.#state.state === 'unacknowledged') {
      this.#state = { ...this.#state, isLeaving: true };
      this.media.dispose();
    } else if (this.#state.state === 'confirmed') {
      this.#sendBye();
      this.end();
    }
  }

  /** Closes without a word on the wire: the other side has ended it, or it never began. */
  end(): void {
    if (this.isEnded) return;
    this.#stopRepeating();
    this.#state = { state: 'ended' };
    this.owned.dispose();
    this.#ended.fire(undefined);
    this.#ended.dispose();
  }

  /** For when the exchange closes: a last BYE, and no waiting. */
  dispose(): void {
    if (this.#state.state === 'unacknowledged' || this.#state.state === 'confirmed') this.#sendBye();
    this.end();
  }

  #request(request: ReceivedRequest, transaction: ServerTransaction): void {
    switch (request.method) {
      case 'BYE':
        transaction.respond(responseTo(request, 200));
        this.end();
        return;
      case 'INVITE':
        this.#reinvited(request, transaction);
        return;
      case 'INFO':
        transaction.respond(responseTo(request, 200));
        this.#infoReceived(request);
        return;
      default:
        transaction.respond(responseTo(request, 405, { headers: [{ name: 'Allow', value: ALLOW }] }));
    }
  }

  /** Hold, resume, new ports or a request for an offer of ours (RFC 3261 §14.2). */
  #reinvited(request: ReceivedRequest, transaction: ServerTransaction): void {
    const isEarly = this.#state.state === 'early';
    const retryAfter: Header = { name: 'Retry-After', value: '1' };
    if (isEarly) {
      transaction.respond(responseTo(request, 500, { headers: [retryAfter] }));
      return;
    }
    this.#dialog = { ...this.#dialog, remoteTarget: contactOf(request) ?? this.#dialog.remoteTarget };
    const sdp = this.negotiation.reply(request.body);
    if (sdp.ok) this.accept(transaction, sdp.value, request.body === '');
    else transaction.respond(responseTo(request, 488));
  }

  #infoReceived(request: ReceivedRequest): void {
    if (header(request, 'content-type')?.toLowerCase().startsWith('application/dtmf-relay') !== true) return;
    const digit = /^Signal\s*=\s*([0-9*#A-D])\s*$/m.exec(request.body)?.[1];
    if (digit !== undefined && DIGITS.includes(digit)) this.#infoDigits.fire(digit);
  }

  #acknowledged(ack: ReceivedRequest): void {
    if (this.#state.state !== 'unacknowledged' || this.#state.cseq !== ack.cseq.number) return;
    const { weOffered, isLeaving } = this.#state;
    this.#stopRepeating();
    this.#state = { state: 'confirmed' };
    // An ACK without the answer it owes us leaves nothing to talk with.
    const isDescribed = !weOffered || this.negotiation.accept(ack.body).ok;
    if (isLeaving || !isDescribed) this.hangUp();
  }

  #sendBye(): void {
    const localCseq = this.#dialog.localCseq + 1;
    this.#dialog = { ...this.#dialog, localCseq };
    const nothing = { onResponse: () => undefined, onTimeout: () => undefined };
    this.ports.transactions.request(
      requestInDialog(this.#dialog, 'BYE', localCseq),
      this.#dialog.flow,
      nothing,
    );
  }

  #stopRepeating(): void {
    const repeating = this.#state.state === 'unacknowledged' ? this.#state.repeating : NOTHING_TO_DISPOSE;
    repeating.dispose();
  }
}
