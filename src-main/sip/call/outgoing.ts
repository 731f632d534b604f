import type {
  AckableIncomingResponseWithSession,
  IncomingResponseMessage,
  Session,
  URI,
} from 'sip.js/lib/core/index.js';
import { token } from '../../base/random';
import type { EndReason } from '../../phone/call/end-reason';
import type { MediaSession } from '../../phone/call/media-session';
import type { CallId } from '../../phone/call/signalling';
import { callerOf, type Caller } from '../identity/caller';
import { refuseTransfer } from '../refer/call-refers';
import type { CallStatus } from '../refer/sipfrag';
import { Answers } from './answers';
import { Attempt } from './attempt';
import { CallProgress } from './call-progress';
import { CallDialog } from './dialog';
import { retarget } from './dialog-request';
import { reasonHeaderFor, reasonOfNoMedia } from './end-reasons';
import { Leg, sdpOf, type CallCommand, type LegContext, type Referred, type Withdrawn } from './leg';
import { calledParty, partyOf } from './party';
import { redirectionOf, type Redirection } from './redirection';
import { refusalOf, statusOf } from './refusal';
import { ServerHunt } from './server-hunt';
import { allowsUpdate } from './session-refresh';
import { SessionTerms } from './session-terms';

type State =
  /** Our offer is being made, or another server looked for. */
  | { readonly state: 'preparing' }
  | { readonly state: 'calling'; readonly attempt: Attempt }
  | { readonly state: 'answered'; readonly dialog: CallDialog };

/** A call we make (RFC 3261 §13.2). */
export class OutgoingCall extends Leg {
  readonly ringing = false;
  readonly #target: URI;
  readonly #caller: Caller;
  readonly #media: MediaSession;
  readonly #terms = new SessionTerms();
  readonly #ids: { readonly callId: string; readonly fromTag: string };
  readonly #servers: ServerHunt;
  #state: State = { state: 'preparing' };
  #offer = '';
  readonly #answers: Answers;
  readonly #progress: CallProgress;
  readonly #redirection: Redirection;
  #session: Session | null = null;
  /** Why the far end, or the last server, did not take the call. */
  #refusal: CallStatus | null = null;
  /** Called when the INVITE has its final response, or none is waited for any longer. */
  #onGone: () => void = () => undefined;

  /**
   * @param hidden our number is withheld from the one we call
   * @param referred when it is not our user's own idea
   */
  constructor(
    callId: CallId,
    context: LegContext,
    target: URI,
    hidden: boolean,
    private readonly referred: Referred | null = null,
  ) {
    super(callId, context);
    this.#target = target;
    this.#ids = { callId: token(context.random, 16), fromTag: token(context.random) };
    this.#caller = callerOf(context.line, hidden);
    this.#media = this.openMedia();
    this.#answers = new Answers(this.#media, () => this.over);
    this.#progress = new CallProgress(callId, context.emit);
    this.#redirection = redirectionOf(context, target);
    const hunt = new ServerHunt(context, () => {
      this.#tryNextServer({ kind: 'timeout' }, null);
    });
    this.#servers = this.opened.add(hunt);
    this.run(this.#prepare());
  }

  get standing(): boolean {
    return !this.over && this.#state.state === 'answered';
  }

  handle(command: CallCommand): void {
    if (command.kind === 'call/hang-up') this.hangUp();
    else if (this.#state.state === 'answered') this.#state.dialog.handle(command);
    else refuseTransfer(command, this.context);
  }

  get session(): Session | null {
    return this.#state.state === 'answered' ? this.#state.dialog.session : this.#session;
  }

  override get held(): boolean {
    return this.#state.state === 'answered' && this.#state.dialog.held;
  }

  override withdraw(): Withdrawn | null {
    if (this.over || this.#state.state === 'answered') return null;
    const gone =
      this.#state.state === 'preparing'
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            this.#onGone = resolve;
          });
    this.hangUp();
    return { target: this.#target, gone };
  }

  hangUp(why?: EndReason): void {
    if (this.over) return;
    if (this.#state.state === 'answered') {
      this.#state.dialog.hangUp(why ?? { kind: 'hung-up', by: 'us' });
      return;
    }
    const attempt = this.#state.state === 'calling' ? this.#state.attempt : null;
    this.finish(why ?? { kind: 'cancelled' });
    attempt?.cancel(() => {
      this.#onGone();
    });
  }

  connectionLost(): void {
    // Another server is being looked for, or the offer not made yet.
    if (this.#state.state !== 'calling') return;
    if (this.#progress.heard) this.#giveUp({ kind: 'connection-lost' });
    else this.#tryNextServer({ kind: 'connection-lost' }, null);
  }

  moved(): void {
    if (this.#state.state === 'answered') this.#state.dialog.moved();
    if (this.#state.state !== 'calling') return;
    const { attempt } = this.#state;
    if (this.#progress.heard) this.#giveUp({ kind: 'connection-lost' });
    else {
      // The answer to it would go to where we were.
      attempt.forget();
      this.#invite(attempt.target, attempt.cseq);
    }
  }

  /** Nobody is told: the server is gone, or does not answer. */
  #giveUp(why: EndReason): void {
    const attempt = this.#state.state === 'calling' ? this.#state.attempt : null;
    this.finish(why);
    attempt?.forget();
  }

  async #prepare(): Promise<void> {
    const offer = await this.#media.createOffer('sendrecv');
    if (this.over) return;
    if (!offer.ok) {
      this.finish(reasonOfNoMedia(offer.error, null));
      return;
    }
    this.#offer = offer.value;
    this.#invite(this.#target, 1);
  }

  #invite(target: URI, cseq: number): void {
    this.#servers.sent();
    this.#refusal = null;
    const attempt = new Attempt({
      ...{ leg: this, context: this.context, media: this.#media, offer: this.#offer },
      ...{ to: this.#target, target, cseq, caller: this.#caller, ...this.#ids },
      extraHeaders: [...this.#terms.requestHeaders(), ...(this.referred?.headers ?? [])],
      onTrying: () => {
        this.#servers.heard();
        this.#report('trying');
      },
      onProgress: (response, session) => {
        this.#session = session;
        this.#progressed(response);
      },
      onAccepted: (response) => {
        this.#accepted(response, attempt);
      },
      onRefused: (message) => {
        this.#refused(message, attempt);
      },
    });
    this.#state = { state: 'calling', attempt };
  }

  #progressed(response: IncomingResponseMessage): void {
    this.#servers.heard();
    if (this.over) return;
    this.referred?.onProgress(statusOf(response));
    const sdp = sdpOf(response);
    if (sdp !== '') this.run(this.#earlyMedia(sdp));
    else this.#report(response.statusCode === 180 ? 'ringing' : 'trying');
  }

  /** A 183's description is fed to media here: sip.js' own early media gives up when the call was forked. */
  async #earlyMedia(sdp: string): Promise<void> {
    if ((await this.#answers.take(sdp)) && !this.over && this.#state.state === 'calling')
      this.#report('early-media');
  }

  #report(stage: 'trying' | 'ringing' | 'early-media'): void {
    if (!this.over) this.#progress.report(stage);
  }

  #accepted(response: AckableIncomingResponseWithSession, attempt: Attempt): void {
    this.#servers.heard();
    const { session, message } = response;
    // It may be another than the one that rang (RFC 3261 §12.2.1.2).
    retarget(session, message);
    response.ack();
    this.#onGone();
    // Cancelled a moment too late, or a second phone of a forked call: nobody listens there (RFC 3261 §13.2.2.4).
    if (this.over || this.#state.state === 'answered') {
      const elsewhere = this.#state.state === 'answered';
      session.bye(undefined, {
        extraHeaders: elsewhere ? reasonHeaderFor({ kind: 'answered-elsewhere' }) : [],
      });
      return;
    }
    const { context } = this;
    const terms = this.#terms;
    terms.answered(message);
    const dialog = new CallDialog({
      ...{ leg: this, context, session, media: this.#media, ownsCallId: true, terms },
      allowsUpdate: allowsUpdate(message),
    });
    this.#state = { state: 'answered', dialog };
    this.referred?.onFinal(statusOf(message));
    this.run(this.#connect(dialog, message, attempt));
  }

  async #connect(dialog: CallDialog, message: IncomingResponseMessage, attempt: Attempt): Promise<void> {
    const { sdp, changed } = attempt.early.answerOf(dialog.session, message);
    const agreed = changed || (sdp !== '' && (await this.#answers.take(sdp)));
    if (this.over) return;
    if (agreed)
      dialog.established(attempt.target === this.#target ? partyOf(message.to) : calledParty(attempt.target));
    else dialog.hangUp(reasonOfNoMedia(this.#answers.failure, null));
  }

  #refused(message: IncomingResponseMessage, attempt: Attempt): void {
    this.#servers.heard();
    this.#onGone();
    if (this.over || this.#state.state !== 'calling') return;
    this.#refusal = statusOf(message);
    const refusal = refusalOf(message, this.context.line);
    if (refusal.ofServer) this.#tryNextServer(refusal.why, refusal.retryAfterS);
    else if (refusal.status === 422 && this.#terms.raised(message))
      this.#invite(attempt.target, attempt.cseq + 1);
    else if (!this.#redirect(message, attempt)) this.finish(refusal.why);
  }

  /** Calls whom a 3xx names, or the next of those another one named; false when there is nobody (left). */
  #redirect(message: IncomingResponseMessage, attempt: Attempt): boolean {
    const status = message.statusCode ?? 0;
    if (status < 400) this.#redirection.redirected(status, message.getHeaders('contact'));
    // 6xx: nobody else would do either (RFC 3261 §21.6).
    const target = status < 600 ? this.#redirection.next() : null;
    if (!target) return false;
    this.#progress.afresh();
    this.#servers.afresh();
    this.context.emit({ kind: 'call/remote', callId: this.callId, remote: calledParty(target) });
    this.#invite(target, attempt.cseq + 1);
    return true;
  }

  /** Silence, a broken connection or an overloaded server: the next one may do better; `why` when there is none. */
  #tryNextServer(why: EndReason, afterS: number | null): void {
    const attempt = this.#state.state === 'calling' ? this.#state.attempt : null;
    if (this.over || !attempt) return;
    this.#servers.heard();
    if (!this.#servers.mayMoveOn) {
      this.#giveUp(why);
      return;
    }
    this.#state = { state: 'preparing' };
    this.run(this.#moveOn(attempt, why, afterS));
  }

  async #moveOn(attempt: Attempt, why: EndReason, afterS: number | null): Promise<void> {
    const { clock } = this.context;
    // The ACK of a refusal goes out a moment later, and must not find its flow closed.
    await new Promise<void>((resolve) => clock.after(0, resolve));
    attempt.forget();
    const moved = !this.over && (await this.#servers.next(afterS));
    if (this.over) return;
    // The same request to every server, but for its branch and where we are (RFC 3263 §4.3).
    if (moved) this.#invite(attempt.target, attempt.cseq);
    else this.finish(why);
  }

  override finish(why: EndReason): void {
    // Told once: what was told before counts.
    if (!this.over) this.referred?.onFinal(this.#refusal ?? { status: 487, phrase: 'Request Terminated' });
    super.finish(why);
  }
}
