import type { IncomingInviteRequest, IncomingRequestMessage, Session } from 'sip.js/lib/core/index.js';
import type { EndReason } from '../../phone/call/end-reason';
import type { MediaSession, SdpFailure } from '../../phone/call/media-session';
import type { CallId } from '../../phone/call/signalling';
import { announced } from '../identity/announced';
import { shownParty } from '../identity/asserted';
import { ALLOW } from '../methods';
import { refuseTransfer } from '../refer/call-refers';
import { answerDirection, directionOf } from '../sdp/direction';
import { Alerting } from './alerting';
import { CallDialog } from './dialog';
import { reasonOfCancel, reasonOfNoMedia } from './end-reasons';
import { Leg, sdpBody, sdpOf, type CallCommand, type LegContext } from './leg';
import { allowsUpdate } from './session-refresh';
import { SessionTerms } from './session-terms';

type State =
  | { readonly state: 'ringing' }
  /** Our description is being made. */
  | { readonly state: 'answering' }
  | { readonly state: 'answered'; readonly dialog: CallDialog };

/** Longest ringing here: a caller whose end died would ring for ever (RFC 3261 §13.3.1.1 knows no limit). */
const LONGEST_RINGING_MS = 180_000;

/** A call to us (RFC 3261 §13.3). Rings (180) from the constructor on, unless it replaces another. */
export class IncomingCall extends Leg {
  readonly #request: IncomingInviteRequest;
  readonly #replaced: Leg | null;
  readonly #terms = new SessionTerms();
  #alerting: Alerting | null = null;
  #state: State = { state: 'ringing' };

  /** @param replaced the call whose place this one takes without ringing (RFC 3891 §3), with its id */
  constructor(
    callId: CallId,
    context: LegContext,
    request: IncomingInviteRequest,
    replaced: Leg | null = null,
  ) {
    super(callId, context);
    this.#request = request;
    this.#replaced = replaced;
    request.delegate = {
      onCancel: (message) => {
        this.#cancelled(message);
      },
    };
    if (replaced) {
      this.keepSilent();
      this.run(this.#answer());
    } else this.#ring();
  }

  #ring(): void {
    const { callId, context } = this;
    const { message } = this.#request;
    this.#alerting = this.#alert();
    context.emit({ kind: 'call/incoming', callId, ...announced(message, context.line) });
    this.opened.add(
      context.clock.after(ringingMs(message), () => {
        this.#rangTooLong();
      }),
    );
  }

  get ringing(): boolean {
    return !this.over && this.#state.state === 'ringing';
  }

  get standing(): boolean {
    return !this.over && this.#state.state === 'answered';
  }

  handle(command: CallCommand): void {
    const dialog = this.#state.state === 'answered' ? this.#state.dialog : null;
    switch (command.kind) {
      case 'call/answer':
        if (this.ringing) this.run(this.#answer());
        break;
      case 'call/decline':
        if (!dialog) this.#reject(command.status, { kind: 'declined', by: 'us', status: command.status });
        break;
      case 'call/hang-up':
        this.hangUp();
        break;
      default:
        if (dialog) dialog.handle(command);
        else refuseTransfer(command, this.context);
    }
  }

  get session(): Session | null {
    return this.#state.state === 'answered' ? this.#state.dialog.session : (this.#alerting?.session ?? null);
  }

  override get held(): boolean {
    return this.#state.state === 'answered' && this.#state.dialog.held;
  }

  hangUp(why?: EndReason): void {
    if (this.#state.state === 'answered') this.#state.dialog.hangUp(why ?? { kind: 'hung-up', by: 'us' });
    else this.#reject(480, why ?? { kind: 'declined', by: 'us', status: 480 });
  }

  connectionLost(): void {
    if (this.#state.state !== 'answered') this.#reject(480, { kind: 'connection-lost' });
  }

  /** While it rings the answer will say where we are then. */
  moved(): void {
    if (this.#state.state === 'answered') this.#state.dialog.moved();
  }

  #alert(): Alerting {
    const alerting = new Alerting({
      leg: this,
      context: this.context,
      request: this.#request,
      openMedia: () => this.openMedia(),
      onBye: (bye) => {
        this.#reject(487, reasonOfCancel(bye.getHeaders('reason')));
      },
      onFailed: () => {
        this.#reject(500, { kind: 'missed' });
      },
    });
    return this.opened.add(alerting);
  }

  async #answer(): Promise<void> {
    this.#state = { state: 'answering' };
    const agreed = this.#alerting?.agreed;
    if (agreed) {
      const media = await agreed;
      if (this.over) return;
      if (media.ok) this.#accept(null, media.value, false);
      else this.#refuse(media.error);
      return;
    }
    const offer = sdpOf(this.#request.message);
    const media = this.openMedia();
    // Without an offer in the INVITE the 200 makes it, and the ACK answers (RFC 3261 §13.3.1.4).
    const held = this.#replaced?.held ?? false;
    const local = await (offer === ''
      ? media.createOffer(held ? 'sendonly' : 'sendrecv')
      : media.createAnswer(offer, held ? answerDirection(directionOf(offer), held) : 'sendrecv'));
    if (this.over) return;
    // Its place is gone: whoever was to be replaced has hung up meanwhile.
    if (this.#replaced?.over === true) this.#reject(603, { kind: 'missed' });
    else if (local.ok) this.#accept(local.value, media, offer === '');
    else this.#refuse(local.error);
  }

  #refuse(failure: SdpFailure): void {
    if (failure.kind === 'media-unavailable') this.#reject(480, { kind: 'internal', detail: failure.detail });
    else this.#reject(488, reasonOfNoMedia(failure, 488));
  }

  /** @param sdp `null` when offer and answer were exchanged before */
  #accept(sdp: string | null, media: MediaSession, lateOffer: boolean): void {
    const { message } = this.#request;
    this.#alerting?.dispose();
    const { session } = this.#request.accept({
      statusCode: 200,
      extraHeaders: this.#terms.answerTo(message),
      ...(sdp !== null && { body: sdpBody(sdp) }),
    });
    const dialog = this.#dialogOf(session, media);
    this.#state = { state: 'answered', dialog };
    this.#takePlace();
    dialog.awaitAck(lateOffer ? (ack) => this.#lateAnswer(sdpOf(ack), media, dialog) : null);
    if (!lateOffer) dialog.established(shownParty(message, message.from));
  }

  #dialogOf(session: Session, media: MediaSession): CallDialog {
    return new CallDialog({
      leg: this,
      context: this.context,
      session,
      media,
      ownsCallId: false,
      terms: this.#terms,
      allowsUpdate: allowsUpdate(this.#request.message),
      held: this.#replaced?.held ?? false,
      ...(this.#alerting && { onPrack: this.#alerting.onPrack }),
    });
  }

  /** The other leg ends on the wire; its call goes on with this one. */
  #takePlace(): void {
    if (!this.#replaced) return;
    this.#replaced.replaced();
    this.context.onTakenOver(this);
    this.speakUp();
  }

  async #lateAnswer(sdp: string, media: MediaSession, dialog: CallDialog): Promise<void> {
    const agreed = sdp === '' ? null : await media.acceptAnswer(sdp);
    if (this.over) return;
    if (agreed?.ok === true)
      dialog.established(shownParty(this.#request.message, this.#request.message.from));
    else dialog.hangUp(reasonOfNoMedia(agreed?.error ?? { kind: 'no-common-codec' }, null));
  }

  #cancelled(cancel: IncomingRequestMessage): void {
    if (this.#state.state !== 'answered') this.#reject(487, reasonOfCancel(cancel.getHeaders('reason')));
  }

  #rangTooLong(): void {
    if (this.ringing) this.#reject(480, { kind: 'missed' });
  }

  #reject(statusCode: number, why: EndReason): void {
    if (this.over) return;
    const extraHeaders = statusCode === 480 || statusCode === 488 ? [ALLOW] : [];
    this.#request.reject({ statusCode, extraHeaders });
    this.finish(why);
  }
}

/** The caller may set a shorter limit (RFC 3261 §13.3.1). */
function ringingMs(message: IncomingRequestMessage): number {
  const seconds = Number(message.getHeader('expires') ?? Number.NaN);
  return seconds > 0 ? Math.min(seconds * 1_000, LONGEST_RINGING_MS) : LONGEST_RINGING_MS;
}

/** An INVITE that takes the place of `leg` (RFC 3891 §3), under the same id. */
export function takeOver(leg: Leg, context: LegContext, request: IncomingInviteRequest): void {
  new IncomingCall(leg.callId, context, request, leg);
}
