import type { IncomingInviteRequest, IncomingRequestMessage } from 'sip.js/lib/core/index.js';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import type { Result } from '../../base/result';
import type { SdpFailure } from '../../phone/call/media-session';
import { transactionMs } from '../retransmission/timers';
import { answerDirection, directionOf, isHolding } from '../sdp/direction';
import { glareOf, offerState } from './glare';
import { sdpBody, sdpOf } from './leg';
import { settle, type Negotiation } from './negotiation';
import { refusalOfTerms } from './session-terms';
import type { InDialogRequest } from './dialog-request';

/** Answers re-INVITE and UPDATE of an established call (RFC 3261 §14.2, RFC 3311 §5.2). */
export class TheirOffers {
  readonly #negotiation: Negotiation;
  #ackTimer: Disposable = NOTHING_TO_DISPOSE;

  constructor(negotiation: Negotiation) {
    this.#negotiation = negotiation;
  }

  async reinvited(request: IncomingInviteRequest): Promise<void> {
    const { floor } = this.#negotiation;
    const local = await this.#described(request);
    if (local === null) return;
    floor.take({ by: 'them', request, answered: true });
    request.accept({
      statusCode: 200,
      extraHeaders: this.#negotiation.refresh.answerTo(request.message),
      body: sdpBody(local),
    });
    this.#awaitAck();
    this.#heard(sdpOf(request.message));
  }

  async updated(request: InDialogRequest): Promise<void> {
    const { floor, refresh } = this.#negotiation;
    const offer = sdpOf(request.message);
    if (offer === '') {
      const refusal = refusalOfTerms(request.message);
      if (refusal) request.reject(refusal);
      else request.accept({ statusCode: 200, extraHeaders: refresh.answerTo(request.message) });
      return;
    }
    const local = await this.#described(request);
    if (local === null) return;
    request.accept({
      statusCode: 200,
      extraHeaders: refresh.answerTo(request.message),
      body: sdpBody(local),
    });
    floor.leave();
    this.#heard(offer);
    floor.free();
  }

  /** An ACK came: of their re-INVITE, or of something else. */
  acknowledged(message: IncomingRequestMessage): void {
    const { floor, leg, hold } = this.#negotiation;
    const { exchange } = floor;
    if (exchange.by !== 'them' || !exchange.answered || exchange.request.message.cseq !== message.cseq)
      return;
    this.#ackTimer.dispose();
    const answer = sdpOf(exchange.request.message) === '' ? sdpOf(message) : '';
    const settled = settle(this.#negotiation, answer, (direction) => {
      hold.heard(isHolding(direction));
    });
    leg.run(settled);
  }

  /** Our description for theirs, made while we have the floor; `null` when the request was answered otherwise. */
  async #described(request: InDialogRequest): Promise<string | null> {
    const { floor, context } = this.#negotiation;
    const refusal = refusalOfTerms(request.message) ?? glareOf(offerState(floor.exchange), context.random);
    if (refusal) {
      request.reject(refusal);
      return null;
    }
    floor.take({ by: 'them', request, answered: false });
    const local = await this.#localDescription(sdpOf(request.message));
    // Refused already, when the dialog ended.
    if (floor.opened.isDisposed) return null;
    if (local.ok) return local.value;
    floor.leave();
    request.reject({ statusCode: local.error.kind === 'media-unavailable' ? 500 : 488 });
    floor.free();
    return null;
  }

  #localDescription(offer: string): Promise<Result<string, SdpFailure>> {
    const { media, hold } = this.#negotiation;
    if (offer === '') return media.createOffer(hold.ours ? 'sendonly' : 'sendrecv');
    return media.createAnswer(offer, answerDirection(directionOf(offer), hold.ours));
  }

  #heard(offer: string): void {
    if (offer !== '') this.#negotiation.hold.heard(isHolding(directionOf(offer)));
  }

  #awaitAck(): void {
    const { context, hangUp, floor } = this.#negotiation;
    const timer = context.clock.after(transactionMs(context.timers), () => {
      hangUp({ kind: 'timeout' });
    });
    this.#ackTimer = floor.opened.add(timer);
  }
}
