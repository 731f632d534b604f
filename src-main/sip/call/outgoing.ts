import {
  type AckableIncomingResponseWithSession,
  type IncomingResponse,
  type IncomingResponseMessage,
  type OutgoingInviteRequest,
  type Session,
  type URI,
} from 'sip.js/lib/core/index.js';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import { token } from '../../base/random';
import type { EndReason } from '../../phone/call/end-reason';
import type { MediaSession } from '../../phone/call/media-session';
import type { CallId } from '../../phone/call/signalling';
import { callerOf, type Caller } from '../identity/caller';
import { ALLOW } from '../methods';
import { isLocalResponse } from '../response';
import { refuseTransfer } from '../refer/call-refers';
import type { CallStatus } from '../refer/sipfrag';
import { retryAfterS } from '../register/failure';
import { transactionMs } from '../retransmission/timers';
import type { Endpoint } from '../transport/flow';
import { CallDialog } from './dialog';
import { reasonOfRefusal } from './end-reasons';
import { Leg, sdpBody, sdpOf, type CallCommand, type LegContext, type Referred, type Withdrawn } from './leg';
import { partyOf } from './party';
import { MOST_SERVERS, PATIENCE_T1 } from './servers';

type State =
  /** Our offer is being made, or another server looked for. */
  | { readonly state: 'preparing' }
  | { readonly state: 'calling'; readonly request: OutgoingInviteRequest }
  | { readonly state: 'answered'; readonly dialog: CallDialog };

/** A call we make (RFC 3261 §13.2). */
export class OutgoingCall extends Leg {
  readonly ringing = false;
  readonly #target: URI;
  readonly #caller: Caller;
  readonly #media: MediaSession;
  readonly #dialogIds: { readonly callId: string; readonly fromTag: string };
  #state: State = { state: 'preparing' };
  /** Where the INVITE went. */
  #server: Endpoint | null = null;
  #serversAsked = 0;
  #patience: Disposable = NOTHING_TO_DISPOSE;
  #progress: 'none' | 'trying' | 'ringing' | 'early-media' = 'none';
  #offer = '';
  /** The description last taken over: 183 and 200 mostly carry the same one. */
  #answer = '';
  #answered = Promise.resolve(true);
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
    const { random } = context;
    this.#dialogIds = { callId: token(random, 16), fromTag: token(random) };
    this.#caller = callerOf(context.line, hidden);
    this.#media = this.openMedia();
    this.run(this.#invite());
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
    const request = this.#state.state === 'calling' ? this.#state.request : null;
    this.finish(why ?? { kind: 'cancelled' });
    if (request) this.#cancel(request);
  }

  connectionLost(): void {
    // Another server is being looked for, or the offer not made yet.
    if (this.#state.state !== 'calling') return;
    if (this.#heard) this.#giveUp({ kind: 'connection-lost' });
    else this.#tryNextServer({ kind: 'connection-lost' }, null);
  }

  moved(): void {
    if (this.#state.state === 'answered') this.#state.dialog.moved();
    if (this.#state.state !== 'calling') return;
    const { request } = this.#state;
    if (this.#heard) this.#giveUp({ kind: 'connection-lost' });
    else {
      // The answer to it would go to where we were.
      this.#patience.dispose();
      this.#forget(request);
      this.#send(request.message.cseq);
    }
  }

  /** Whoever rings already would be called a second time. */
  get #heard(): boolean {
    return this.#progress === 'ringing' || this.#progress === 'early-media';
  }

  /** Nobody is told: the server is gone, or does not answer. */
  #giveUp(why: EndReason): void {
    const request = this.#state.state === 'calling' ? this.#state.request : null;
    this.finish(why);
    if (request) this.#forget(request);
  }

  async #invite(): Promise<void> {
    const offer = await this.#media.createOffer('sendrecv');
    if (this.over) return;
    if (!offer.ok) {
      this.finish({
        kind: 'internal',
        detail: 'detail' in offer.error ? offer.error.detail : offer.error.kind,
      });
      return;
    }
    this.#offer = offer.value;
    this.#send();
  }

  /** The same request to every server, but for its branch and where we are (RFC 3263 §4.3). */
  #send(cseq = 1): void {
    const { core, servers, clock, timers } = this.context;
    const message = core.makeOutgoingRequestMessage(
      'INVITE',
      this.#target,
      this.#caller.uri,
      this.#target,
      { ...this.#dialogIds, cseq, fromDisplayName: this.#caller.displayName },
      [
        `Contact: ${core.configuration.contact.toString()}`,
        ...[ALLOW, ...this.#caller.headers, ...(this.referred?.headers ?? [])],
      ],
      sdpBody(this.#offer),
    );
    this.#refusal = null;
    this.#server = servers.present;
    this.#serversAsked++;
    if (servers.hasAlternative)
      this.#patience = this.opened.add(
        clock.after(PATIENCE_T1 * timers.t1Ms, () => {
          this.#tryNextServer({ kind: 'timeout' }, null);
        }),
      );
    const request = core.invite(message, {
      onTrying: () => {
        this.#patience.dispose();
        this.#report('trying');
      },
      onProgress: ({ message: response, session }) => {
        this.#session = session;
        this.#progressed(response);
      },
      onAccept: (response) => {
        this.#accepted(response);
      },
      onRedirect: (response) => {
        this.#refused(response);
      },
      onReject: (response) => {
        this.#refused(response);
      },
    });
    this.#state = { state: 'calling', request };
  }

  #progressed(response: IncomingResponseMessage): void {
    this.#patience.dispose();
    if (this.over) return;
    this.referred?.onProgress(statusOf(response));
    const sdp = sdpOf(response);
    if (sdp !== '') this.run(this.#earlyMedia(sdp));
    else this.#report(response.statusCode === 180 ? 'ringing' : 'trying');
  }

  /** A 183's description is fed to media here: sip.js' own early media gives up when the call was forked. */
  async #earlyMedia(sdp: string): Promise<void> {
    if ((await this.#takeOver(sdp)) && !this.over && this.#state.state === 'calling')
      this.#report('early-media');
  }

  /** Progress is told once each, and never goes back. */
  #report(progress: 'trying' | 'ringing' | 'early-media'): void {
    const order = ['none', 'trying', 'ringing', 'early-media'];
    const back = progress === 'trying' && order.indexOf(this.#progress) >= 1;
    if (this.over || back || progress === this.#progress) return;
    this.#progress = progress;
    this.context.emit({ kind: 'call/progress', callId: this.callId, progress });
  }

  /** Descriptions are applied one after another; true when media agrees with this one. */
  #takeOver(sdp: string): Promise<boolean> {
    if (sdp === '' || sdp === this.#answer) return this.#answered;
    this.#answer = sdp;
    this.#answered = this.#answered.then(async () => !this.over && (await this.#media.acceptAnswer(sdp)).ok);
    return this.#answered;
  }

  #accepted(response: AckableIncomingResponseWithSession): void {
    this.#patience.dispose();
    response.ack();
    this.#onGone();
    const { session, message } = response;
    // Cancelled a moment too late, or a second phone of a forked call: nobody listens there (RFC 3261 §13.2.2.4).
    if (this.over || this.#state.state === 'answered') {
      session.bye();
      return;
    }
    const { context } = this;
    const dialog = new CallDialog({ leg: this, context, session, media: this.#media, ownsCallId: true });
    this.#state = { state: 'answered', dialog };
    this.referred?.onFinal(statusOf(message));
    this.run(this.#connect(dialog, message));
  }

  async #connect(dialog: CallDialog, message: IncomingResponseMessage): Promise<void> {
    const agreed = await this.#takeOver(sdpOf(message));
    if (this.over) return;
    if (agreed && this.#answer !== '') dialog.established(partyOf(message.to));
    else dialog.hangUp({ kind: 'no-common-codec', status: null });
  }

  #refused({ message }: IncomingResponse): void {
    this.#patience.dispose();
    this.#onGone();
    this.#refusal = statusOf(message);
    const status = message.statusCode ?? 0;
    const local = isLocalResponse(message);
    const afterS = local ? null : retryAfterS(message.getHeader('retry-after'));
    const why = local ? localFailure(status) : reasonOfRefusal(status, message.reasonPhrase ?? '');
    if (local || status === 503) this.#tryNextServer(why, afterS);
    else this.finish(why);
  }

  /** Silence, a broken connection or an overloaded server: the next one may do better; `why` when there is none. */
  #tryNextServer(why: EndReason, afterS: number | null): void {
    const { servers } = this.context;
    const request = this.#state.state === 'calling' ? this.#state.request : null;
    if (this.over || !request) return;
    this.#patience.dispose();
    if (!servers.hasAlternative || this.#serversAsked >= MOST_SERVERS) {
      this.#giveUp(why);
      return;
    }
    this.#state = { state: 'preparing' };
    this.run(this.#moveOn(request, why, afterS));
  }

  async #moveOn(request: OutgoingInviteRequest, why: EndReason, afterS: number | null): Promise<void> {
    const { servers, clock } = this.context;
    // The ACK of a refusal goes out a moment later, and must not find its flow closed.
    await new Promise<void>((resolve) => clock.after(0, resolve));
    this.#forget(request);
    const moved = !this.over && (await servers.next(this.#server, afterS === null ? null : afterS * 1_000));
    if (this.over) return;
    if (moved) this.#send(request.message.cseq);
    else this.finish(why);
  }

  /** sip.js waits for the first provisional response if none came yet (RFC 3261 §9.1). */
  #cancel(request: OutgoingInviteRequest): void {
    const { cancelled, clock, timers } = this.context;
    cancelled.add(request.message.callId);
    request.cancel();
    // §9.1: without a final response 64·T1 after the CANCEL the INVITE counts as cancelled.
    clock.after(transactionMs(timers), () => {
      cancelled.delete(request.message.callId);
      this.#onGone();
      this.#forget(request);
    });
  }

  override finish(why: EndReason): void {
    // Told once: what was told before counts.
    if (!this.over) this.referred?.onFinal(this.#refusal ?? { status: 487, phrase: 'Request Terminated' });
    super.finish(why);
  }

  #forget(request: OutgoingInviteRequest): void {
    const { userAgentClients } = this.context.core;
    for (const [key, client] of userAgentClients)
      if (client.message === request.message) userAgentClients.delete(key);
    request.dispose();
  }
}

/** What the transaction layer found out by itself (RFC 3261 §8.1.3.1). */
function localFailure(status: number): EndReason {
  return status === 408 ? { kind: 'timeout' } : { kind: 'connection-lost' };
}

function statusOf({ statusCode = 0, reasonPhrase = '' }: IncomingResponseMessage): CallStatus {
  return { status: statusCode, phrase: reasonPhrase };
}
