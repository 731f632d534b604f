import type {
  AckableIncomingResponseWithSession,
  IncomingInviteRequest,
  IncomingRequestMessage,
  IncomingResponse,
  Session,
} from 'sip.js/lib/core/index.js';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { messageOf } from '../../base/log';
import { fraction } from '../../base/random';
import type { Result } from '../../base/result';
import type { EndReason } from '../../phone/call/end-reason';
import type { MediaSession, SdpFailure } from '../../phone/call/media-session';
import type { Hold } from '../../phone/call/signalling';
import { ALLOW } from '../methods';
import { RFC_TIMERS, transactionMs } from '../retransmission/timers';
import { answerDirection, directionOf, isHolding } from '../sdp/direction';
import { isLocalResponse } from '../response';
import { sdpBody, sdpOf, type Leg, type LegContext } from './leg';

export interface RenegotiationOptions {
  readonly leg: Leg;
  readonly context: LegContext;
  readonly session: Session;
  readonly media: MediaSession;
  readonly ownsCallId: boolean;
  /** What was agreed holds the far end from the beginning. */
  readonly held?: boolean;
  readonly hangUp: (why: EndReason) => void;
}

/** One offer/answer exchange at a time (RFC 3261 §14): none, ours under way, theirs under way. */
type Exchange =
  | { readonly by: 'nobody' }
  | { readonly by: 'us' }
  | { readonly by: 'them'; readonly request: IncomingInviteRequest; readonly answered: boolean };

/** What a re-INVITE of ours is for. */
interface Asked {
  readonly held: boolean;
  readonly mending: boolean;
  readonly moving: boolean;
}

const IDLE: Exchange = { by: 'nobody' };

/** How long an offer waits for the sound engine when it is not there. */
const MEND_AGAIN_MS = 1_000;
/** Sound that breaks off again so soon after it was agreed afresh never came back. */
const MENDED_MS = 20_000;

/** Hold and resume from both sides by re-INVITE, sound that has to be agreed afresh, and whatever else the far end wants. */
export class Renegotiation implements Disposable {
  readonly #options: RenegotiationOptions;
  readonly #opened = new DisposableStore();
  #exchange: Exchange = IDLE;
  #wanted = false;
  /** Media has lost what was agreed (its window died, ICE failed): a new offer brings the sound back. */
  #broken = false;
  /** Our address is another: Contact and description are to be sent anew. */
  #moved = false;
  #offeredAfreshMs = -Infinity;
  #ours = false;
  #theirs = false;
  #waiting: Disposable | null = null;

  constructor(options: RenegotiationOptions) {
    this.#options = options;
    this.#wanted = this.#ours = options.held ?? false;
  }

  /** Whether our user wants the far end held. */
  get held(): boolean {
    return this.#wanted;
  }

  /** The call is established: media events are the user's from now on. */
  start(): void {
    const { leg, media, context } = this.#options;
    const { callId } = leg;
    if (this.#ours) this.#report();
    this.#opened.add(
      media.onInfo((info) => {
        context.emit({ kind: 'call/media', callId, media: info });
        if (info.codec === null) this.#mend();
      }),
    );
    this.#opened.add(
      media.onDtmf((digit) => {
        context.emit({ kind: 'call/dtmf', callId, digit });
      }),
    );
  }

  /** Hold (`true`) or resume; the last request counts. */
  request(held: boolean): void {
    this.#wanted = held;
    this.#pump();
  }

  moved(): void {
    this.#options.media.moved();
    this.#moved = true;
    this.#pump();
  }

  /** Their re-INVITE. */
  async received(request: IncomingInviteRequest): Promise<void> {
    if (this.#exchange.by !== 'nobody') {
      request.reject({ statusCode: 491 });
      return;
    }
    this.#exchange = { by: 'them', request, answered: false };
    const offer = sdpOf(request.message);
    const local = await this.#localDescription(offer);
    if (this.#opened.isDisposed) return;
    if (!local.ok) {
      this.#exchange = IDLE;
      request.reject({ statusCode: local.error.kind === 'media-unavailable' ? 500 : 488 });
      this.#pump();
      return;
    }
    this.#exchange = { by: 'them', request, answered: true };
    request.accept({ statusCode: 200, extraHeaders: this.#headers(), body: sdpBody(local.value) });
    this.#awaitAck();
    if (offer !== '') this.#heard(isHolding(directionOf(offer)));
  }

  /** An ACK came: of their re-INVITE, or of something else. */
  acknowledged(message: IncomingRequestMessage): void {
    const exchange = this.#exchange;
    if (exchange.by !== 'them' || !exchange.answered || exchange.request.message.cseq !== message.cseq)
      return;
    this.#waiting?.dispose();
    const answer = sdpOf(exchange.request.message) === '' ? sdpOf(message) : '';
    const settled = this.#settle(answer, (direction) => {
      this.#heard(isHolding(direction));
    });
    this.#options.leg.run(settled);
  }

  dispose(): void {
    const exchange = this.#exchange;
    this.#exchange = IDLE;
    this.#opened.dispose();
    // RFC 3261 §15.1.2: requests still open when the dialog ends are answered 487.
    if (exchange.by === 'them' && !exchange.answered) exchange.request.reject({ statusCode: 487 });
  }

  #mend(): void {
    const { context, hangUp } = this.#options;
    const nowMs = context.clock.monotonicMs();
    if (nowMs - this.#offeredAfreshMs < MENDED_MS) {
      hangUp({ kind: 'internal', detail: 'the sound broke off and did not come back' });
      return;
    }
    this.#broken = true;
    this.#pump();
  }

  #pump(): void {
    if (this.#opened.isDisposed || this.#exchange.by !== 'nobody') return;
    const mending = this.#broken;
    const moving = this.#moved;
    if (!mending && !moving && this.#wanted === this.#ours) return;
    this.#broken = false;
    this.#moved = false;
    if (mending) this.#offeredAfreshMs = this.#options.context.clock.monotonicMs();
    this.#exchange = { by: 'us' };
    this.#options.leg.run(this.#offer({ held: this.#wanted, mending, moving }));
  }

  async #offer(asked: Asked): Promise<void> {
    const { held } = asked;
    const { media, session, context } = this.#options;
    const offer = await media.createOffer(held ? 'sendonly' : 'sendrecv');
    if (this.#opened.isDisposed) return;
    if (!offer.ok) {
      if (asked.mending || asked.moving) this.#mendLater(asked);
      else this.#refused(asked, null);
      return;
    }
    try {
      session.invite(
        {
          onAccept: (response) => {
            this.#accepted(response, held);
          },
          onRedirect: (response) => {
            this.#rejected(response, asked);
          },
          onReject: (response) => {
            this.#rejected(response, asked);
          },
        },
        { extraHeaders: this.#headers(), body: sdpBody(offer.value) },
      );
    } catch (error) {
      context.log('warn', 'no re-INVITE sent', { error: messageOf(error) });
      media.rollback();
      this.#refused(asked, null);
    }
  }

  #accepted(response: AckableIncomingResponseWithSession, held: boolean): void {
    response.ack();
    if (this.#opened.isDisposed) return;
    const settled = this.#settle(sdpOf(response.message), (direction) => {
      this.#ours = held;
      // Their answer to our hold says nothing about theirs; their answer to our resume does.
      if (!held) this.#theirs = isHolding(direction);
      this.#report();
    });
    this.#options.leg.run(settled);
  }

  #rejected({ message }: IncomingResponse, asked: Asked): void {
    const { media, hangUp } = this.#options;
    const status = message.statusCode ?? 0;
    if (this.#opened.isDisposed) return;
    media.rollback();
    // RFC 3261 §12.2.1.2: the dialog is gone on the other side.
    if (status === 481 || status === 408) {
      hangUp(isLocalResponse(message) ? { kind: 'timeout' } : { kind: 'connection-lost' });
    } else if (status === 491) {
      this.#broken ||= asked.mending;
      this.#moved ||= asked.moving;
      this.#retryLater();
    } else this.#refused(asked, isLocalResponse(message) ? null : status);
  }

  /** RFC 3261 §14.1: both sides asked at once; the owner of the Call-ID waits longer than the other can. */
  #retryLater(): void {
    const { ownsCallId, context } = this.#options;
    const scale = context.timers.t1Ms / RFC_TIMERS.t1Ms;
    const chance = Math.floor(fraction(context.random) * 190) * 10;
    this.#exchange = IDLE;
    const delayMs = scale * (ownsCallId ? 2_100 + chance : chance);
    this.#opened.add(
      context.clock.after(delayMs, () => {
        this.#pump();
      }),
    );
  }

  #refused({ held, mending, moving }: Asked, status: number | null): void {
    const { leg, context, hangUp } = this.#options;
    if (mending) {
      hangUp({ kind: 'internal', detail: `the sound broke off; a new offer was refused: ${String(status)}` });
      return;
    }
    this.#exchange = IDLE;
    // Nobody asked for it, and what was agreed still holds; should there be no connection, the next one asks again.
    if (moving && held === this.#ours) {
      this.#pump();
      return;
    }
    this.#wanted = this.#ours;
    context.emit({ kind: 'call/refused', callId: leg.callId, what: held ? 'hold' : 'resume', status });
    this.#pump();
  }

  /** The sound engine is not there yet. */
  #mendLater({ mending, moving }: Asked): void {
    this.#exchange = IDLE;
    this.#broken ||= mending;
    this.#moved ||= moving;
    const { clock } = this.#options.context;
    this.#opened.add(
      clock.after(MEND_AGAIN_MS, () => {
        this.#pump();
      }),
    );
  }

  /** Takes over an answer if there is one; then the next exchange may begin. */
  async #settle(answer: string, then: (direction: ReturnType<typeof directionOf>) => void): Promise<void> {
    const { media, hangUp } = this.#options;
    const applied = answer === '' ? null : await media.acceptAnswer(answer);
    if (this.#opened.isDisposed) return;
    this.#exchange = IDLE;
    // Neither side can go back from a 200: without media the call is of no use, unless it is about to be mended.
    if (applied?.ok === false && !this.#broken) hangUp({ kind: 'no-common-codec', status: null });
    else if (answer !== '') then(directionOf(answer));
    this.#pump();
  }

  #localDescription(offer: string): Promise<Result<string, SdpFailure>> {
    const { media } = this.#options;
    if (offer === '') return media.createOffer(this.#ours ? 'sendonly' : 'sendrecv');
    return media.createAnswer(offer, answerDirection(directionOf(offer), this.#ours));
  }

  #awaitAck(): void {
    const { context, hangUp } = this.#options;
    const timer = context.clock.after(transactionMs(context.timers), () => {
      hangUp({ kind: 'timeout' });
    });
    this.#waiting = this.#opened.add(timer);
  }

  #heard(theirs: boolean): void {
    if (this.#theirs === theirs) return;
    this.#theirs = theirs;
    this.#report();
  }

  #report(): void {
    const { leg, context } = this.#options;
    context.emit({ kind: 'call/hold', callId: leg.callId, hold: holdOf(this.#ours, this.#theirs) });
  }

  #headers(): string[] {
    const { configuration } = this.#options.context.core;
    return [`Contact: ${configuration.contact.toString()}`, ALLOW];
  }
}

function holdOf(ours: boolean, theirs: boolean): Hold {
  if (ours) return theirs ? 'both' : 'ours';
  return theirs ? 'theirs' : 'none';
}
