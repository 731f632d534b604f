import type { IncomingMessageRequest } from 'sip.js/lib/core/index.js';
import type { CallId } from '../../phone/call/signalling';
import { ALLOWED_METHODS } from '../methods';

/** A text somebody sent, outside a call or in one. */
export interface ReceivedMessage {
  readonly text: string;
  readonly request: IncomingMessageRequest;
  /** `null`: outside a call. */
  readonly callId: CallId | null;
}

/** Messages remembered so that one sent again is not shown again. */
const REMEMBERED = 64;
/** Largest text taken, characters. */
const LONGEST_TEXT = 8_000;
const ALLOW_WITHOUT = `Allow: ${ALLOWED_METHODS.filter((method) => method !== 'MESSAGE').join(', ')}`;

/** MESSAGE (RFC 3428 §7): plain text is taken, once each; anything else refused. */
export class PageInbox {
  readonly #known = new Set<string>();

  constructor(
    private readonly takesMessages: boolean,
    private readonly onText: (message: ReceivedMessage) => void,
  ) {}

  /** Repetitions on the wire end below; this is about senders that lost our answer and send anew. */
  received(request: IncomingMessageRequest, callId: CallId | null): void {
    const { message } = request;
    // Nobody would see it: then its sender must know.
    if (!this.takesMessages) {
      request.reject({ statusCode: 405, extraHeaders: [ALLOW_WITHOUT] });
      return;
    }
    const type = message.getHeader('content-type') ?? 'text/plain';
    if (!/^text\/plain\s*(?:;|$)/i.test(type))
      request.reject({ statusCode: 415, extraHeaders: ['Accept: text/plain'] });
    else if (message.body.length > LONGEST_TEXT) request.reject({ statusCode: 413 });
    else {
      request.accept({ statusCode: 200 });
      const text = cleanText(message.body);
      if (text !== '' && this.#isNew(`${message.callId} ${message.fromTag} ${String(message.cseq)}`))
        this.onText({ text, request, callId });
    }
  }

  #isNew(key: string): boolean {
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    const oldest = this.#known.values().next();
    if (this.#known.size > REMEMBERED && oldest.done !== true) this.#known.delete(oldest.value);
    return true;
  }
}

/** Lines are kept; what writes over other text, or pretends to be something else, is not. */
function cleanText(body: string): string {
  return body
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim();
}
