import type { IncomingInviteRequest, IncomingRequestMessage, Session } from 'sip.js/lib/core/index.js';
import type { Disposable } from '../../base/disposable';
import { fail, ok, type Result } from '../../base/result';
import type { MediaSession, SdpFailure } from '../../phone/call/media-session';
import { listenTo, type InDialogRequest } from './dialog-request';
import { EarlyUpdates } from './early-updates';
import { answerInfo } from './info';
import { sdpOf, type Leg, type LegContext } from './leg';
import { ReliableProvisional, requires100rel } from './reliable-provisional';

export interface AlertingOptions {
  readonly leg: Leg;
  readonly context: LegContext;
  readonly request: IncomingInviteRequest;
  /** Called at most once, for a caller that wants an offer of ours before the answer. */
  readonly openMedia: () => MediaSession;
  /** A caller may end an early dialog by BYE as well (RFC 3261 §15). */
  readonly onBye: (message: IncomingRequestMessage) => void;
  /** The caller never acknowledged what had to arrive (RFC 3262 §3), or there is no sound to offer. */
  readonly onFailed: () => void;
}

/**
 * The 180 of a call in, sent reliably where its caller requires that (RFC 3262), and what he may send until the
 * answer. An INVITE without an offer gets ours in a reliable 180, and the PRACK brings the answer (§5).
 */
export class Alerting implements Disposable {
  readonly #options: AlertingOptions;
  readonly #updates: EarlyUpdates;
  #reliable: ReliableProvisional | null = null;
  #session: Session | null = null;
  #media: MediaSession | null = null;
  #agreed: Promise<Result<MediaSession, SdpFailure>> | null = null;
  #onAnswer: (sdp: string) => void = () => undefined;

  constructor(options: AlertingOptions) {
    this.#options = options;
    const { leg, context, request } = options;
    this.#updates = new EarlyUpdates({ leg, context, media: () => this.#media });
    if (!requires100rel(request)) this.#listen(request.progress({ statusCode: 180 }).session);
    else if (sdpOf(request.message) === '') leg.run(this.#offer());
    else this.#ring(null);
  }

  /**
   * The media agreed on before the answer, once it is; `null` when offer and answer are left to the 200. Resolves
   * when the PRACK came: before that there is no 200 (RFC 3262 §3).
   */
  get agreed(): Promise<Result<MediaSession, SdpFailure>> | null {
    return this.#agreed;
  }

  /** The early dialog, once our response made it. */
  get session(): Session | null {
    return this.#session;
  }

  /** A final response is on its way. A late PRACK is still answered. */
  dispose(): void {
    this.#reliable?.dispose();
  }

  readonly onPrack = (request: InDialogRequest): void => {
    const answer = sdpOf(request.message);
    const expected = this.#agreed !== null;
    if (this.#reliable?.acknowledges(request) !== true) request.reject({ statusCode: 481 });
    // An offer in a PRACK has to wait for our answer to the one in the INVITE (RFC 3262 §5).
    else if (!expected && answer !== '') request.reject({ statusCode: 488 });
    else {
      request.accept({ statusCode: 200 });
      this.#onAnswer(answer);
    }
  };

  get #answered(): boolean {
    return this.#agreed !== null && this.#reliable?.acknowledged === true;
  }

  async #offer(): Promise<void> {
    const { leg, openMedia, onFailed } = this.#options;
    const media = openMedia();
    this.#media = media;
    this.#agreed = new Promise((resolve) => {
      this.#onAnswer = (answer) => {
        leg.run(takeOver(media, answer).then(resolve));
      };
    });
    const offer = await media.createOffer('sendrecv');
    if (leg.over) return;
    if (offer.ok) this.#ring(offer.value);
    else onFailed();
  }

  #ring(offer: string | null): void {
    const { request, context, onFailed } = this.#options;
    const { clock, timers, random, core, log } = context;
    this.#reliable = new ReliableProvisional({
      ...{ request, clock, timers, random, offer },
      resend: (text) => {
        core.transport.send(text).catch(() => {
          log('debug', 'a provisional response was not sent again');
        });
      },
      onUnacknowledged: onFailed,
    });
    this.#listen(this.#reliable.session);
  }

  #listen(session: Session): void {
    this.#session = session;
    const { context, leg, onBye } = this.#options;
    listenTo(session, {
      onBye: (request) => {
        request.accept();
        onBye(request.message);
      },
      onPrack: this.onPrack,
      onUpdate: (request) => {
        this.#updates.received(
          request,
          this.#agreed ? (this.#answered ? 'settled' : 'ours-open') : 'theirs-open',
        );
      },
      onInfo: (request) => {
        const digit = answerInfo(request);
        if (digit !== null) context.emit({ kind: 'call/dtmf', callId: leg.callId, digit });
      },
    });
  }
}

async function takeOver(media: MediaSession, answer: string): Promise<Result<MediaSession, SdpFailure>> {
  if (answer === '') return fail({ kind: 'bad-sdp', detail: 'no answer in the PRACK' });
  const taken = await media.acceptAnswer(answer);
  return taken.ok ? ok(media) : taken;
}
