import type { IncomingResponse, IncomingResponseMessage, URI, UserAgentCore } from 'sip.js/lib/core/index.js';
import type { Clock } from '../../base/clock';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import { token, type Random } from '../../base/random';
import { backOffMs, retryAfterMs } from '../register/back-off';
import { refreshDelayMs } from '../register/expiry';
import { retryAfterS } from '../register/failure';

export interface PublicationOptions {
  readonly core: UserAgentCore;
  readonly clock: Clock;
  readonly random: Random;
  readonly self: URI;
  readonly event: string;
  readonly onState: (state: PublicationNews) => void;
}

export type PublicationNews =
  | { readonly state: 'published' | 'removed' }
  | { readonly state: 'failed'; readonly status: number | null; readonly retryInMs: number | null };

export interface PublishedBody {
  readonly type: string;
  readonly content: string;
}

const ASK_S = 3_600;
const LONGEST_S = 86_400;
/** Answers that stay what they are (RFC 3903 §4). */
const FINAL: readonly number[] = [400, 401, 403, 404, 405, 407, 413, 415, 489, 501, 603];

/** One event state kept at our exchange (RFC 3903 §4): published, refreshed, changed, removed. */
export class Publication implements Disposable {
  readonly #options: PublicationOptions;
  readonly #callId: string;
  #cseq = 0;
  /** The entity-tag of what they hold. */
  #etag: string | null = null;
  #body: PublishedBody | null = null;
  /** One request at a time (RFC 3903 §4.1); what was wanted meanwhile follows. */
  #busy = false;
  #wanted: 'nothing' | 'publish' | 'refresh' = 'nothing';
  #failures = 0;
  #askS = ASK_S;
  #timer: Disposable = NOTHING_TO_DISPOSE;
  #disposed = false;

  constructor(options: PublicationOptions) {
    this.#options = options;
    this.#callId = token(options.random, 16);
  }

  /** What is so from now on; `null` takes back what was published. */
  publish(body: PublishedBody | null): void {
    this.#body = body;
    this.#failures = 0;
    this.#want('publish');
  }

  /** The registrar is reached again; what was published may be gone. */
  renew(): void {
    if (this.#body) this.#want('publish');
  }

  dispose(): void {
    this.#timer.dispose();
    this.#body = null;
    if (this.#etag !== null && !this.#busy) this.#send(false);
    this.#disposed = true;
  }

  #want(what: 'publish' | 'refresh'): void {
    this.#timer.dispose();
    if (this.#busy) this.#wanted = what;
    else if (this.#body ?? this.#etag) this.#send(what === 'refresh');
    else this.#options.onState({ state: 'removed' });
  }

  #send(refresh: boolean): void {
    const { core, self, event } = this.#options;
    const body = this.#body;
    this.#busy = true;
    const answered = ({ message }: IncomingResponse): void => {
      this.#busy = false;
      if (!this.#disposed) this.#answered(message, body === null, refresh);
    };
    const message = core.makeOutgoingRequestMessage(
      'PUBLISH',
      self,
      self,
      self,
      { callId: this.#callId, fromTag: token(this.#options.random), cseq: this.#cseq + 1 },
      [
        `Event: ${event}`,
        `Expires: ${String(body ? this.#askS : 0)}`,
        ...(this.#etag === null ? [] : [`SIP-If-Match: ${this.#etag}`]),
      ],
      // A refresh carries no body (RFC 3903 §4.3), nor does a removal (§4.5).
      body && !(refresh && this.#etag !== null)
        ? { contentDisposition: 'render', contentType: body.type, content: body.content }
        : undefined,
    );
    const request = core.publish(message, { onAccept: answered, onRedirect: answered, onReject: answered });
    this.#cseq = request.message.cseq + 1;
  }

  #answered(message: IncomingResponseMessage, removed: boolean, refresh: boolean): void {
    const status = message.statusCode ?? 0;
    if (status < 300) this.#accepted(message, removed);
    else if (status === 412 && this.#etag !== null) this.#lost(removed);
    else this.#rejected(message, refresh);
    const wanted = this.#wanted;
    this.#wanted = 'nothing';
    if (wanted !== 'nothing') this.#want(wanted);
  }

  #accepted(message: IncomingResponseMessage, removed: boolean): void {
    const { clock, random, onState } = this.#options;
    this.#failures = 0;
    const etag = message.getHeader('sip-etag')?.trim() ?? '';
    this.#etag = removed || !/^[\x21-\x7e]{1,256}$/.test(etag) ? null : etag;
    if (removed) {
      onState({ state: 'removed' });
      return;
    }
    const stated = message.getHeader('expires')?.trim() ?? '';
    const grantedS = /^\d{1,9}$/.test(stated) ? Math.min(Number(stated), this.#askS) : this.#askS;
    this.#timer = clock.after(refreshDelayMs(Math.max(grantedS, 10), random), () => {
      this.#want('refresh');
    });
    onState({ state: 'published' });
  }

  /** 412: they no longer know it (RFC 3903 §4.1): afresh, with its body. */
  #lost(removed: boolean): void {
    this.#etag = null;
    if (removed) this.#options.onState({ state: 'removed' });
    else this.#want('publish');
  }

  #rejected(message: IncomingResponseMessage, refresh: boolean): void {
    const status = message.statusCode ?? 0;
    const minimumS = Number(message.getHeader('min-expires') ?? Number.NaN);
    if (status === 423 && minimumS > this.#askS && minimumS <= LONGEST_S) {
      this.#askS = minimumS;
      this.#want(refresh ? 'refresh' : 'publish');
      return;
    }
    const { clock, random, onState } = this.#options;
    if (FINAL.includes(status)) {
      this.#etag = null;
      this.#body = null;
      onState({ state: 'failed', status, retryInMs: null });
      return;
    }
    const afterS = retryAfterS(message.getHeader('retry-after'));
    const retryInMs = afterS === null ? backOffMs(++this.#failures, random) : retryAfterMs(afterS, random);
    this.#timer = clock.after(retryInMs, () => {
      this.#want(refresh ? 'refresh' : 'publish');
    });
    onState({ state: 'failed', status, retryInMs });
  }
}
