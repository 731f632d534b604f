import type { IncomingInviteRequest, IncomingRequestMessage, Session } from 'sip.js/lib/core/index.js';
import type { EndReason } from '../../phone/call/end-reason';
import type { MediaSession } from '../../phone/call/media-session';
import type { CallId } from '../../phone/call/signalling';
import { announced } from '../identity/announced';
import { shownParty } from '../identity/asserted';
import { ALLOW } from '../methods';
import { CallDialog } from './dialog';
import { reasonOfCancel } from './end-reasons';
import { Leg, sdpBody, sdpOf, type CallCommand, type LegContext } from './leg';

type State =
  | { readonly state: 'ringing' }
  /** Our description is being made. */
  | { readonly state: 'answering' }
  | { readonly state: 'answered'; readonly dialog: CallDialog };

/** Longest ringing here: a caller whose end died would ring for ever (RFC 3261 §13.3.1.1 knows no limit). */
const LONGEST_RINGING_MS = 180_000;

/** A call to us (RFC 3261 §13.3). Rings (180) from the constructor on. */
export class IncomingCall extends Leg {
  readonly #request: IncomingInviteRequest;
  #state: State = { state: 'ringing' };

  constructor(callId: CallId, context: LegContext, request: IncomingInviteRequest) {
    super(callId, context);
    this.#request = request;
    request.delegate = {
      onCancel: (message) => {
        this.#cancelled(message);
      },
    };
    const { session } = request.progress({ statusCode: 180 });
    // A caller may end an early dialog by BYE as well (RFC 3261 §15).
    session.delegate = {
      onBye: (bye) => {
        bye.accept();
        this.#reject(487, { kind: 'missed' });
      },
    };
    const { message } = request;
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
      case 'call/hold':
        dialog?.hold(command.held);
        break;
      case 'call/dtmf':
        dialog?.sendDtmf(command.digits);
        break;
      case 'call/dial':
        break;
    }
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

  async #answer(): Promise<void> {
    this.#state = { state: 'answering' };
    const offer = sdpOf(this.#request.message);
    const media = this.openMedia();
    // Without an offer in the INVITE the 200 makes it, and the ACK answers (RFC 3261 §13.3.1.4).
    const local = await (offer === ''
      ? media.createOffer('sendrecv')
      : media.createAnswer(offer, 'sendrecv'));
    if (this.over) return;
    if (local.ok) this.#accept(local.value, media, offer === '');
    else if (local.error.kind === 'media-unavailable')
      this.#reject(480, { kind: 'internal', detail: local.error.detail });
    else this.#reject(488, { kind: 'no-common-codec', status: 488 });
  }

  #accept(sdp: string, media: MediaSession, lateOffer: boolean): void {
    const { session } = this.#request.accept({ statusCode: 200, body: sdpBody(sdp) });
    const dialog = this.#dialogOf(session, media, lateOffer);
    this.#state = { state: 'answered', dialog };
    if (!lateOffer) dialog.established(shownParty(this.#request.message, this.#request.message.from));
  }

  #dialogOf(session: Session, media: MediaSession, lateOffer: boolean): CallDialog {
    let awaited = lateOffer;
    const dialog: CallDialog = new CallDialog({
      leg: this,
      context: this.context,
      session,
      media,
      ownsCallId: false,
      onAck: (message) => {
        if (!awaited) return;
        awaited = false;
        this.run(this.#lateAnswer(sdpOf(message), media, dialog));
      },
    });
    return dialog;
  }

  async #lateAnswer(sdp: string, media: MediaSession, dialog: CallDialog): Promise<void> {
    const agreed = sdp !== '' && (await media.acceptAnswer(sdp)).ok;
    if (this.over) return;
    if (agreed) dialog.established(shownParty(this.#request.message, this.#request.message.from));
    else dialog.hangUp({ kind: 'no-common-codec', status: null });
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
