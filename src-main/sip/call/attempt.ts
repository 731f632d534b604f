import type {
  AckableIncomingResponseWithSession,
  IncomingResponse,
  IncomingResponseMessage,
  OutgoingInviteRequest,
  Session,
  URI,
} from 'sip.js/lib/core/index.js';
import type { MediaSession } from '../../phone/call/media-session';
import type { Caller } from '../identity/caller';
import { transactionMs } from '../retransmission/timers';
import { EarlyDialogs } from './early-dialogs';
import { localHeaders, sdpBody, type Leg, type LegContext } from './leg';
import { forget } from './unheard';

export interface AttemptOptions {
  readonly leg: Leg;
  readonly context: LegContext;
  readonly media: MediaSession;
  /** Who calls: our address, or nobody's. */
  readonly caller: Caller;
  /** Whom the user called: stays in the To, wherever the call is sent (RFC 3261 §8.1.3.4). */
  readonly to: URI;
  readonly target: URI;
  readonly callId: string;
  readonly fromTag: string;
  readonly cseq: number;
  readonly offer: string;
  readonly extraHeaders: readonly string[];
  /** 100. */
  readonly onTrying: () => void;
  readonly onProgress: (response: IncomingResponseMessage, session: Session) => void;
  readonly onAccepted: (response: AckableIncomingResponseWithSession) => void;
  readonly onRefused: (message: IncomingResponseMessage) => void;
}

/** One INVITE of a call we make: a call that is redirected, or asked for a longer session, takes several. */
export class Attempt {
  readonly early: EarlyDialogs;
  readonly #options: AttemptOptions;
  readonly #request: OutgoingInviteRequest;

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.early = new EarlyDialogs(options);
    this.#request = this.#send();
  }

  get target(): URI {
    return this.#options.target;
  }

  /** As sent last: a challenge uses up a number. */
  get cseq(): number {
    return this.#request.message.cseq;
  }

  /**
   * CANCEL. sip.js waits for the first provisional response if none came yet (RFC 3261 §9.1).
   * @param onGone no final response is waited for any longer
   */
  cancel(onGone: () => void): void {
    const { cancelled, clock, timers } = this.#options.context;
    const { callId } = this.#options;
    cancelled.add(callId);
    this.#request.cancel();
    // §9.1: without a final response 64·T1 after the CANCEL the INVITE counts as cancelled.
    clock.after(transactionMs(timers), () => {
      cancelled.delete(callId);
      onGone();
      this.forget();
    });
  }

  /** Without another word: the connection is gone. */
  forget(): void {
    forget(this.#options.context.core, this.#request);
  }

  /** RFC 3261 §8.1.1.8: who is called by `sips:` is answered so. */
  #headers(): string[] {
    const { context, target } = this.#options;
    const headers = localHeaders(context.core);
    return target.scheme === 'sips'
      ? headers.map((field) => field.replace(/^(Contact: <)sip:/, '$1sips:'))
      : headers;
  }

  #send(): OutgoingInviteRequest {
    const { context, caller, target, to, callId, fromTag, cseq, offer, extraHeaders } = this.#options;
    const { core } = context;
    const message = core.makeOutgoingRequestMessage(
      'INVITE',
      target,
      caller.uri,
      to,
      { callId, fromTag, cseq, fromDisplayName: caller.displayName },
      [...this.#headers(), ...caller.headers, ...extraHeaders],
      sdpBody(offer),
    );
    const refused = ({ message: response }: IncomingResponse): void => {
      this.#options.onRefused(response);
    };
    return core.invite(message, {
      onTrying: this.#options.onTrying,
      onProgress: ({ message: response, session }) => {
        if (this.early.progressed(session, response)) this.#options.onProgress(response, session);
      },
      onAccept: this.#options.onAccepted,
      onRedirect: refused,
      onReject: refused,
    });
  }
}
