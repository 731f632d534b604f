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
import { CallRefers } from '../refer/call-refers';
import type { CallCommand, Leg, LegContext } from './leg';
import { Renegotiation } from './renegotiation';

export interface DialogOptions {
  readonly leg: Leg;
  readonly context: LegContext;
  readonly session: Session;
  readonly media: MediaSession;
  /** We sent the INVITE: RFC 3261 §14.1 gives the owner of the Call-ID the longer wait after a 491. */
  readonly ownsCallId: boolean;
  /** What was agreed holds the far end from the beginning. */
  readonly held?: boolean;
  /** The ACK to the 200 of a call in, before anything else hears of it. */
  readonly onAck?: (message: IncomingRequestMessage) => void;
}

/** A call from its 200 on: hold, DTMF, the requests the far end may send, BYE from either side. */
export class CallDialog {
  readonly #options: DialogOptions;
  readonly #renegotiation: Renegotiation;
  readonly #refers: CallRefers;
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
    context.emit({ kind: 'call/established', callId, remote, media: media.info });
    this.#renegotiation.start();
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
    this.#refers.dispose();
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
      onRefer: (request) => {
        this.#refers.referred(request);
      },
      onMessage: rejectMethod,
      onPrack: rejectMethod,
      onNotify: (request) => {
        request.accept();
        this.#refers.notified(request.message);
      },
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
