import {
  SessionState,
  type IncomingInfoRequest,
  type IncomingRequest,
  type IncomingRequestMessage,
  type Session,
} from 'sip.js/lib/core/index.js';
import { messageOf } from '../../base/log';
import type { EndReason } from '../../phone/call/end-reason';
import type { MediaSession } from '../../phone/call/media-session';
import type { Party } from '../../phone/call/party';
import { dtmfOfInfo } from './dtmf-info';
import type { Leg, LegContext } from './leg';
import { Renegotiation } from './renegotiation';

export interface DialogOptions {
  readonly leg: Leg;
  readonly context: LegContext;
  readonly session: Session;
  readonly media: MediaSession;
  /** We sent the INVITE: RFC 3261 §14.1 gives the owner of the Call-ID the longer wait after a 491. */
  readonly ownsCallId: boolean;
  /** The ACK to the 200 of a call in, before anything else hears of it. */
  readonly onAck?: (message: IncomingRequestMessage) => void;
}

/** A call from its 200 on: hold, DTMF, the requests the far end may send, BYE from either side. */
export class CallDialog {
  readonly #options: DialogOptions;
  readonly #renegotiation: Renegotiation;
  #byeAfterAck = false;

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
    this.#listen();
  }

  /** Both sides have agreed on media and may talk. */
  established(remote: Party): void {
    const { leg, media, context } = this.#options;
    const { callId } = leg;
    media.connected();
    context.emit({ kind: 'call/established', callId, remote, media: media.info });
    this.#renegotiation.start();
  }

  hold(held: boolean): void {
    this.#renegotiation.request(held);
  }

  moved(): void {
    this.#renegotiation.moved();
  }

  sendDtmf(digits: string): void {
    this.#options.leg.run(this.#sendDtmf(digits));
  }

  async #sendDtmf(digits: string): Promise<void> {
    const { leg, media, context } = this.#options;
    const sent = await media.sendDtmf(digits);
    if (sent.ok || leg.over) return;
    context.emit({ kind: 'call/refused', callId: leg.callId, what: 'dtmf', status: null });
  }

  /** BYE, as soon as it is allowed; the call is over for its user at once. */
  hangUp(why: EndReason): void {
    if (this.#options.leg.over) return;
    this.#end(why);
    // A callee must not send BYE before the ACK (RFC 3261 §15).
    if (this.#options.session.sessionState === SessionState.AckWait) this.#byeAfterAck = true;
    else this.#bye();
  }

  #bye(): void {
    try {
      this.#options.session.bye();
    } catch (error) {
      this.#options.context.log('warn', 'no BYE sent', { error: messageOf(error) });
      this.#options.session.dispose();
    }
  }

  #end(why: EndReason): void {
    this.#renegotiation.dispose();
    this.#options.leg.finish(why);
  }

  #listen(): void {
    const { session, onAck, leg } = this.#options;
    session.delegate = {
      onAck: ({ message }) => {
        if (this.#byeAfterAck) {
          this.#byeAfterAck = false;
          this.#bye();
          return;
        }
        this.#renegotiation.acknowledged(message);
        onAck?.(message);
      },
      onAckTimeout: () => {
        this.#end({ kind: 'timeout' });
        this.#bye();
      },
      onBye: (request) => {
        request.accept();
        this.#end({ kind: 'hung-up', by: 'them' });
      },
      onInvite: (request) => {
        leg.run(this.#renegotiation.received(request));
      },
      onInfo: (request) => {
        this.#info(request);
      },
      // RFC 3515 §2.4.2: understood, and declined; the call goes on.
      onRefer: (request) => request.reject({ statusCode: 603 }),
      onMessage: rejectMethod,
      onPrack: rejectMethod,
      onNotify: (request) => request.accept(),
    };
  }

  #info(request: IncomingInfoRequest): void {
    const { leg, context } = this.#options;
    const type = request.message.getHeader('content-type') ?? '';
    const digit = dtmfOfInfo(type, request.message.body);
    if (digit === null && request.message.body !== '') {
      request.reject({ statusCode: 415, extraHeaders: ['Accept: application/dtmf-relay, application/dtmf'] });
      return;
    }
    request.accept();
    if (digit !== null) context.emit({ kind: 'call/dtmf', callId: leg.callId, digit });
  }
}

function rejectMethod(request: IncomingRequest): void {
  request.reject({ statusCode: 405 });
}
