import type { MediaSession } from '../../phone/call/media-session';
import { answerDirection, directionOf } from '../sdp/direction';
import { glareOf, type OfferState } from './glare';
import { localHeaders, sdpBody, sdpOf, type Leg, type LegContext } from './leg';
import type { InDialogRequest } from './dialog-request';

export interface EarlyUpdateOptions {
  readonly leg: Leg;
  readonly context: LegContext;
  /** The media whose description may change; never `null` once an offer was answered. */
  readonly media: () => MediaSession | null;
}

/** Answers UPDATEs before the call is answered; one offer at a time. */
export class EarlyUpdates {
  readonly #options: EarlyUpdateOptions;
  #answering = false;

  constructor(options: EarlyUpdateOptions) {
    this.#options = options;
  }

  /** @param onAnswered our answer to their offer is on its way */
  received(request: InDialogRequest, state: OfferState, onAnswered: () => void = () => undefined): void {
    const { leg, context } = this.#options;
    // Given up, and the CANCEL still under way.
    if (leg.over) {
      request.reject({ statusCode: 481 });
      return;
    }
    const offer = sdpOf(request.message);
    if (offer === '') {
      request.accept({ statusCode: 200, extraHeaders: localHeaders(context.core) });
      return;
    }
    const media = this.#options.media();
    const glare = glareOf(this.#answering ? 'theirs-open' : state, context.random);
    if (glare) request.reject(glare);
    else if (media) leg.run(this.#answer(request, offer, media, onAnswered));
  }

  async #answer(
    request: InDialogRequest,
    offer: string,
    media: MediaSession,
    onAnswered: () => void,
  ): Promise<void> {
    const { leg, context } = this.#options;
    this.#answering = true;
    const local = await media.createAnswer(offer, answerDirection(directionOf(offer), false));
    this.#answering = false;
    // RFC 3261 §15.1.2: the call ended meanwhile.
    if (leg.over) request.reject({ statusCode: 487 });
    else if (!local.ok) request.reject({ statusCode: local.error.kind === 'media-unavailable' ? 500 : 488 });
    else {
      request.accept({
        statusCode: 200,
        extraHeaders: localHeaders(context.core),
        body: sdpBody(local.value),
      });
      onAnswered();
    }
  }
}
