import { SessionState, type IncomingRequestMessage, type Session } from 'sip.js/lib/core/index.js';
import { messageOf } from '../../base/log';
import type { EndReason } from '../../phone/call/end-reason';
import type { Party } from '../../phone/call/party';
import { CallRefers } from '../refer/call-refers';
import { listenTo, type InDialogRequest } from './dialog-request';
import { reasonHeaderFor, reasonOfBye } from './end-reasons';
import { answerInfo, sendInfos } from './info';
import type { CallCommand } from './leg';
import { Renegotiation, type RenegotiationOptions } from './renegotiation';

export interface DialogOptions extends Omit<RenegotiationOptions, 'hangUp'> {
  /** A PRACK may still come when the call was answered before it. */
  readonly onPrack?: (request: InDialogRequest) => void;
}

/** A call from its 200 on: hold, DTMF, the requests the far end may send, BYE from either side. */
export class CallDialog {
  readonly #options: DialogOptions;
  readonly #renegotiation: Renegotiation;
  readonly #refers: CallRefers;
  #onAck: (message: IncomingRequestMessage) => Promise<void> = () => Promise.resolve();
  #acknowledged = true;
  #byeAfterAck: EndReason | null = null;

  constructor(options: DialogOptions) {
    this.#options = options;
    const { session, context } = options;
    context.admitPeer(session.remoteTarget);
    this.#renegotiation = new Renegotiation({
      ...options,
      hangUp: (why) => {
        this.hangUp(why);
      },
    });
    this.#refers = new CallRefers({
      ...options,
      hangUp: () => {
        this.hangUp({ kind: 'hung-up', by: 'us' });
      },
    });
    this.#listen();
  }

  get session(): Session {
    return this.#options.session;
  }

  get held(): boolean {
    return this.#renegotiation.held;
  }

  /** Both sides have agreed on media and may talk. */
  established(remote: Party): void {
    const { leg, media, context } = this.#options;
    const { callId } = leg;
    media.connected();
    context.emit({
      ...{ kind: 'call/established', callId, media: media.info },
      remote: leg.connected ?? remote,
    });
    this.#renegotiation.start();
  }

  /**
   * Our 200 to a call in is on its way, and its ACK will come.
   * @param onAck where that 200 holds our offer: takes over the answer in the ACK
   */
  awaitAck(onAck: ((message: IncomingRequestMessage) => Promise<void>) | null): void {
    this.#acknowledged = false;
    if (onAck) this.#onAck = onAck;
    this.#renegotiation.awaitAck(onAck !== null);
  }

  moved(): void {
    this.#renegotiation.moved();
  }

  /** What our user asks of a call that stands. */
  handle(command: CallCommand): void {
    switch (command.kind) {
      case 'call/hold':
        this.#renegotiation.request(command.held);
        break;
      case 'call/dtmf':
        this.#options.leg.run(this.#sendDtmf(command.digits));
        break;
      case 'call/transfer':
      case 'call/transfer-to-call':
      case 'call/refer-answer':
        this.#refers.handle(command);
        break;
      case 'call/dial':
      case 'call/answer':
      case 'call/decline':
      case 'call/hang-up':
        break;
    }
  }

  /** With the sound (RFC 4733), else as INFO: many an exchange knows only one of them. */
  async #sendDtmf(digits: string): Promise<void> {
    const { leg, media, session } = this.#options;
    const sent = await media.sendDtmf(digits);
    if (sent.ok || leg.over) return;
    const status = await sendInfos(session, digits);
    if (status !== null) this.#digitsRefused(status);
  }

  #digitsRefused(status: number): void {
    const { leg, context } = this.#options;
    if (!leg.over) context.emit({ kind: 'call/refused', callId: leg.callId, what: 'dtmf', status });
  }

  /** BYE, as soon as it is allowed; the call is over for its user at once. */
  hangUp(why: EndReason): void {
    if (this.#options.leg.over) return;
    this.#end(why);
    // A callee must not send BYE before the ACK (RFC 3261 §15).
    if (this.#options.session.sessionState === SessionState.AckWait) this.#byeAfterAck = why;
    else this.#bye(why);
  }

  #bye(why: EndReason): void {
    try {
      this.#options.session.bye(undefined, { extraHeaders: reasonHeaderFor(why) });
    } catch (error) {
      this.#options.context.log('warn', 'no BYE sent', { error: messageOf(error) });
      this.#options.session.dispose();
    }
  }

  #end(why: EndReason): void {
    this.#renegotiation.dispose();
    this.#refers.dispose();
    this.#options.leg.finish(why);
  }

  #listen(): void {
    const { session, leg, context, onPrack = rejectUnknown } = this.#options;
    listenTo(session, {
      onAck: ({ message }) => {
        this.#onAckOf(message);
      },
      onAckTimeout: () => {
        this.#end({ kind: 'timeout' });
        this.#bye({ kind: 'timeout' });
      },
      onBye: (request) => {
        request.accept();
        this.#end(reasonOfBye(request.message.getHeaders('reason')));
      },
      onInvite: (request) => {
        leg.run(this.#renegotiation.reinvited(request));
      },
      onUpdate: (request) => {
        leg.run(this.#renegotiation.updated(request));
      },
      onInfo: (request) => {
        const digit = answerInfo(request);
        if (digit !== null) context.emit({ kind: 'call/dtmf', callId: leg.callId, digit });
      },
      onRefer: (request) => {
        this.#refers.referred(request);
      },
      onMessage: (request) => {
        context.paged(request, leg.callId);
      },
      onPrack,
      onNotify: (request) => {
        request.accept();
        this.#refers.notified(request.message);
      },
    });
  }

  #onAckOf(message: IncomingRequestMessage): void {
    if (this.#byeAfterAck) {
      this.#bye(this.#byeAfterAck);
      this.#byeAfterAck = null;
    } else if (this.#acknowledged) this.#renegotiation.acknowledged(message);
    else {
      this.#acknowledged = true;
      this.#options.leg.run(this.#begin(message));
    }
  }

  async #begin(ack: IncomingRequestMessage): Promise<void> {
    await this.#onAck(ack);
    if (!this.#options.leg.over) this.#renegotiation.begin();
  }
}

/** RFC 3262 §3: a PRACK that belongs to no response of ours. */
function rejectUnknown(request: InDialogRequest): void {
  request.reject({ statusCode: 481 });
}
