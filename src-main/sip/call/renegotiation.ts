import type { IncomingInviteRequest, IncomingRequestMessage, Session } from 'sip.js/lib/core/index.js';
import type { Disposable } from '../../base/disposable';
import type { EndReason } from '../../phone/call/end-reason';
import type { MediaSession } from '../../phone/call/media-session';
import { Floor } from './floor';
import { HoldState } from './hold-state';
import type { Leg, LegContext } from './leg';
import type { Negotiation } from './negotiation';
import { OurOffers } from './our-offers';
import { SessionRefresh } from './session-refresh';
import type { SessionTerms } from './session-terms';
import { TheirOffers } from './their-offers';
import type { InDialogRequest } from './dialog-request';

export interface RenegotiationOptions {
  readonly leg: Leg;
  readonly context: LegContext;
  readonly session: Session;
  readonly media: MediaSession;
  /** We sent the INVITE: RFC 3261 §14.1 gives the owner of the Call-ID the longer wait after a 491. */
  readonly ownsCallId: boolean;
  /** As both sides agreed on with the 200. */
  readonly terms: SessionTerms;
  /** The far end takes UPDATE. */
  readonly allowsUpdate: boolean;
  /** What was agreed holds the far end from the beginning. */
  readonly held?: boolean;
  readonly hangUp: (why: EndReason) => void;
}

/** What changes while a call stands: hold and resume from both sides, sound agreed afresh, the session refreshed. */
export class Renegotiation implements Disposable {
  readonly #options: RenegotiationOptions;
  readonly #floor = new Floor();
  readonly #hold: HoldState;
  readonly #ours: OurOffers;
  readonly #theirs: TheirOffers;
  readonly #refresh: SessionRefresh;

  constructor(options: RenegotiationOptions) {
    const { context, leg } = options;
    this.#options = options;
    const hold = new HoldState(options.held ?? false, (state) => {
      context.emit({ kind: 'call/hold', callId: leg.callId, hold: state });
    });
    this.#hold = hold;
    this.#refresh = new SessionRefresh({
      ...options,
      reinvite: () => {
        this.#ours.refresh();
      },
    });
    const negotiation: Negotiation = { ...options, floor: this.#floor, hold, refresh: this.#refresh };
    this.#ours = new OurOffers(negotiation);
    this.#theirs = new TheirOffers(negotiation);
    this.#floor.onFree = () => {
      this.#ours.pump();
    };
  }

  /** Whether our user wants the far end held. */
  get held(): boolean {
    return this.#ours.wantsHold;
  }

  /** The call is established: media events are the user's from now on. */
  start(): void {
    const { leg, media, context } = this.#options;
    const { callId } = leg;
    const { opened } = this.#floor;
    if (this.#hold.ours) this.#hold.tell();
    opened.add(
      media.onInfo((info) => {
        context.emit({ kind: 'call/media', callId, media: info });
        if (info.codec === null) this.#ours.mend();
      }),
    );
    opened.add(
      media.onQuality((quality) => {
        context.emit({ kind: 'call/quality', callId, quality });
      }),
    );
    opened.add(
      media.onDtmf((digit) => {
        context.emit({ kind: 'call/dtmf', callId, digit });
      }),
    );
  }

  /** Hold (`true`) or resume; the last request counts. */
  request(held: boolean): void {
    this.#ours.request(held);
  }

  moved(): void {
    this.#options.media.moved();
    this.#refresh.moved();
    this.#ours.move();
  }

  /** Our 200 to their INVITE is on its way: no re-INVITE of ours before its ACK; `offering`: it holds our offer. */
  awaitAck(offering: boolean): void {
    this.#floor.awaitsAck = true;
    if (offering) this.#floor.take({ by: 'us' });
  }

  /** That ACK came, and the answer in it, where one was due, was taken over. */
  begin(): void {
    this.#floor.awaitsAck = false;
    this.#floor.free();
  }

  reinvited(request: IncomingInviteRequest): Promise<void> {
    return this.#theirs.reinvited(request);
  }

  updated(request: InDialogRequest): Promise<void> {
    return this.#theirs.updated(request);
  }

  acknowledged(message: IncomingRequestMessage): void {
    this.#theirs.acknowledged(message);
  }

  dispose(): void {
    this.#refresh.dispose();
    this.#floor.dispose();
  }
}
