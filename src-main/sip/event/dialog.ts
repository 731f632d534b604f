import {
  Grammar,
  URI,
  type IncomingRequestMessage,
  type IncomingResponse,
  type OutgoingRequest,
  type UserAgentCore,
} from 'sip.js/lib/core/index.js';
import { splitList } from '../message/split-list';

interface EventDialogOptions {
  readonly callId: string;
  readonly localTag: string;
  readonly self: URI;
  readonly target: URI;
}

/**
 * The dialog of a subscription (RFC 6665 §4.4.1): made by the first NOTIFY that comes, be it before the 2xx. That
 * of another phone, when SUBSCRIBE was forked, finds no dialog. Own, since sip.js' knows neither.
 */
export class EventDialog {
  #remoteTag: string | null = null;
  #remoteCseq = 0;
  #remoteTarget: URI;
  #routeSet: string[] | null = null;
  #last: OutgoingRequest | null = null;

  constructor(
    private readonly core: UserAgentCore,
    private readonly options: EventDialogOptions,
  ) {
    this.#remoteTarget = options.target;
  }

  get isConfirmed(): boolean {
    return this.#remoteTag !== null;
  }

  isFor({ callId, toTag }: IncomingRequestMessage): boolean {
    return callId === this.options.callId && toTag === this.options.localTag;
  }

  /** Takes over what a NOTIFY says about the dialog; the status to refuse it with otherwise. */
  take(message: IncomingRequestMessage): 481 | 500 | null {
    if (this.#remoteTag !== null && message.fromTag !== this.#remoteTag) return 481;
    // RFC 3261 §12.2.2: one that was overtaken would tell old news.
    if (message.cseq <= this.#remoteCseq) return 500;
    this.#remoteCseq = message.cseq;
    this.#remoteTag = message.fromTag;
    this.#routeSet ??= message.getHeaders('record-route').flatMap(splitList);
    const contact = /<([^>]+)>/.exec(message.getHeader('contact') ?? '')?.[1];
    const target = contact === undefined ? undefined : uriOf(contact);
    if (target) this.#remoteTarget = target;
    return null;
  }

  request(
    method: string,
    answered: (response: IncomingResponse) => void,
    headers: readonly string[],
  ): OutgoingRequest {
    const { callId, localTag: fromTag, self, target } = this.options;
    const message = this.core.makeOutgoingRequestMessage(
      method,
      this.#remoteTarget,
      self,
      target,
      {
        ...{ callId, fromTag, cseq: (this.#last?.message.cseq ?? 0) + 1 },
        ...(this.#remoteTag !== null && { toTag: this.#remoteTag, routeSet: this.#routeSet ?? [] }),
      },
      [`Contact: ${this.core.configuration.contact.toString()}`, ...headers],
    );
    this.#last = this.core.request(message, { onAccept: answered, onRedirect: answered, onReject: answered });
    return this.#last;
  }
}

function uriOf(text: string): URI | undefined {
  const uri: unknown = Grammar.URIParse(text);
  return uri instanceof URI ? uri : undefined;
}
