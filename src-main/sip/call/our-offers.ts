import type {
  AckableIncomingResponseWithSession,
  IncomingResponse,
  IncomingResponseMessage,
  OutgoingInviteRequest,
} from 'sip.js/lib/core/index.js';
import { messageOf } from '../../base/log';
import { retryAfterS } from '../register/failure';
import { isLocalResponse } from '../response';
import { isHolding } from '../sdp/direction';
import { glareDelayMs } from './glare';
import { sdpBody, sdpOf } from './leg';
import { settle, type Negotiation } from './negotiation';
import { ReliableReceipts } from './prack';
import { abandon } from './unheard';

/** What a re-INVITE of ours is for. Whatever it is, it refreshes the session as well. */
interface Asked {
  readonly held: boolean;
  readonly mending: boolean;
  readonly moving: boolean;
  readonly refreshing: boolean;
}

interface Unanswered {
  readonly request: OutgoingInviteRequest;
  readonly asked: Asked;
}

/** How long an offer waits for the sound engine when it is not there. */
const MEND_AGAIN_MS = 1_000;
/** Sound that breaks off again so soon after it was agreed afresh never came back. */
const MENDED_MS = 20_000;

/** Our re-INVITEs of an established call (RFC 3261 §14.1): hold, sound agreed afresh, refreshes. */
export class OurOffers {
  readonly #negotiation: Negotiation;
  #wanted: boolean;
  #refreshDue = false;
  /** Our address is another: Contact and description are to be sent anew. */
  #moved = false;
  /** Our re-INVITE that has no final response yet. */
  #unanswered: Unanswered | null = null;
  #offeredAfreshMs = -Infinity;
  /** After a 491 or without the sound engine: nothing is asked before its time. */
  #pausing = false;

  constructor(negotiation: Negotiation) {
    this.#negotiation = negotiation;
    this.#wanted = negotiation.hold.ours;
  }

  get wantsHold(): boolean {
    return this.#wanted;
  }

  /** Hold (`true`) or resume; the last request counts. */
  request(held: boolean): void {
    this.#wanted = held;
    this.pump();
  }

  /** The session needs a refresh, and the far end knows no UPDATE. */
  refresh(): void {
    this.#refreshDue = true;
    this.pump();
  }

  move(): void {
    this.#moved = true;
    if (this.#unanswered) this.#abandon(this.#unanswered);
    this.pump();
  }

  /** Its answer would go to where we were. */
  #abandon({ request, asked }: Unanswered): void {
    const { context, session, media, floor } = this.#negotiation;
    this.#unanswered = null;
    abandon(context.core, session, request);
    media.rollback();
    this.#due(asked);
    floor.leave();
  }

  mend(): void {
    const { context, hangUp, floor } = this.#negotiation;
    const nowMs = context.clock.monotonicMs();
    if (nowMs - this.#offeredAfreshMs < MENDED_MS) {
      hangUp({ kind: 'internal', detail: 'the sound broke off and did not come back' });
      return;
    }
    floor.broken = true;
    this.pump();
  }

  /** Sends what is due, if the floor is free. */
  pump(): void {
    const { floor, hold, context, leg } = this.#negotiation;
    if (!floor.isFree || this.#pausing) return;
    const mending = floor.broken;
    const moving = this.#moved;
    const refreshing = this.#refreshDue;
    if (!mending && !moving && !refreshing && this.#wanted === hold.ours) return;
    floor.broken = false;
    this.#moved = false;
    this.#refreshDue = false;
    if (mending) this.#offeredAfreshMs = context.clock.monotonicMs();
    floor.take({ by: 'us' });
    leg.run(this.#offer({ held: this.#wanted, mending, moving, refreshing }));
  }

  async #offer(asked: Asked): Promise<void> {
    const { media, floor } = this.#negotiation;
    const offer = await media.createOffer(asked.held ? 'sendonly' : 'sendrecv');
    if (floor.opened.isDisposed) return;
    if (offer.ok) this.#invite(offer.value, asked);
    else if (asked.mending || asked.moving) this.#mendLater(asked);
    else this.#refused(asked, null);
  }

  #invite(offer: string, asked: Asked): void {
    const { session, refresh, context, media } = this.#negotiation;
    const receipts = new ReliableReceipts();
    const rejected = ({ message }: IncomingResponse): void => {
      this.#unanswered = null;
      this.#rejected(message, asked);
    };
    try {
      const request = session.invite(
        {
          onProgress: ({ message }) => {
            receipts.receive(session, message);
          },
          onAccept: (response) => {
            this.#unanswered = null;
            this.#accepted(response, asked.held);
          },
          onRedirect: rejected,
          onReject: rejected,
        },
        { extraHeaders: refresh.requestHeaders(), body: sdpBody(offer) },
      );
      this.#unanswered = { request, asked };
    } catch (error) {
      context.log('warn', 'no re-INVITE sent', { error: messageOf(error) });
      media.rollback();
      this.#refused(asked, null);
    }
  }

  #accepted(response: AckableIncomingResponseWithSession, held: boolean): void {
    const { floor, hold, leg, refresh } = this.#negotiation;
    refresh.answered(response.message);
    response.ack();
    if (floor.opened.isDisposed) return;
    const settled = settle(this.#negotiation, sdpOf(response.message), (direction) => {
      hold.agreed(held, isHolding(direction));
    });
    leg.run(settled);
  }

  #rejected(message: IncomingResponseMessage, asked: Asked): void {
    const { media, hangUp, floor, refresh } = this.#negotiation;
    const status = message.statusCode ?? 0;
    const afterS = retryAfterS(message.getHeader('retry-after'));
    if (floor.opened.isDisposed) return;
    media.rollback();
    // RFC 3261 §12.2.1.2: the dialog is gone on the other side.
    if (status === 481 || status === 408)
      hangUp(isLocalResponse(message) ? { kind: 'timeout' } : { kind: 'connection-lost' });
    else if (status === 491) this.#retryLater(asked, null);
    // They still answer an offer of ours that we gave up (§14.2), or cannot just now.
    else if (asked.moving && status === 500 && afterS !== null) this.#retryLater(asked, afterS);
    else if (refresh.raised(message)) {
      this.#due(asked);
      floor.free();
    } else this.#refused(asked, message);
  }

  #due({ mending, moving, refreshing }: Asked): void {
    this.#negotiation.floor.broken ||= mending;
    this.#moved ||= moving;
    this.#refreshDue ||= refreshing;
  }

  /** @param afterS as they ask; `null`: they asked at the same time as we (RFC 3261 §14.1) */
  #retryLater(asked: Asked, afterS: number | null): void {
    const { ownsCallId, context, floor } = this.#negotiation;
    this.#due(asked);
    this.#after(afterS === null ? glareDelayMs(ownsCallId, context.random, context.timers) : afterS * 1_000);
    floor.leave();
  }

  /** The sound engine is not there yet. */
  #mendLater(asked: Asked): void {
    this.#due(asked);
    this.#after(MEND_AGAIN_MS);
    this.#negotiation.floor.leave();
  }

  #after(delayMs: number): void {
    const { context, floor } = this.#negotiation;
    this.#pausing = true;
    floor.opened.add(
      context.clock.after(delayMs, () => {
        this.#pausing = false;
        this.pump();
      }),
    );
  }

  #refused({ held, mending, refreshing }: Asked, message: IncomingResponseMessage | null): void {
    const { leg, context, hangUp, floor, hold, refresh } = this.#negotiation;
    const status = message && !isLocalResponse(message) ? (message.statusCode ?? 0) : null;
    if (mending) {
      hangUp({ kind: 'internal', detail: `the sound broke off; a new offer was refused: ${String(status)}` });
      return;
    }
    if (refreshing) refresh.tryAgain(message);
    // Nobody asked for a move or a refresh, and what was agreed still holds; without a connection the next one asks again.
    if (held !== hold.ours) {
      this.#wanted = hold.ours;
      context.emit({ kind: 'call/refused', callId: leg.callId, what: held ? 'hold' : 'resume', status });
    }
    floor.free();
  }
}
