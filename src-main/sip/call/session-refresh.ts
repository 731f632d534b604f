import type { IncomingRequestMessage, IncomingResponseMessage, Session } from 'sip.js/lib/core/index.js';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { EndReason } from '../../phone/call/end-reason';
import { retryAfterS } from '../register/failure';
import { isLocalResponse } from '../response';
import { retarget, sendInDialog } from './dialog-request';
import { glareDelayMs } from './glare';
import { localHeaders, type LegContext } from './leg';
import type { SessionTerms } from './session-terms';
import { SessionTimer } from './session-timer';

export interface SessionRefreshOptions {
  readonly context: LegContext;
  readonly session: Session;
  readonly terms: SessionTerms;
  readonly ownsCallId: boolean;
  /** The far end takes UPDATE, as it said in its Allow. */
  readonly allowsUpdate: boolean;
  /** Refreshes by re-INVITE instead. */
  readonly reinvite: () => void;
  readonly hangUp: (why: EndReason) => void;
}

/** Whether who wrote a message takes UPDATE (RFC 3311 §4). */
export function allowsUpdate(message: { getHeaders(name: string): string[] }): boolean {
  return message.getHeaders('allow').some((value) => /(?:^|[\s,])UPDATE(?:[\s,]|$)/i.test(value));
}

/** Keeps a session alive: refreshes it where that is ours, ends it where nobody does (RFC 4028). */
export class SessionRefresh implements Disposable {
  readonly #options: SessionRefreshOptions;
  readonly #opened = new DisposableStore();
  readonly #timer: SessionTimer;
  #allowsUpdate: boolean;
  /** How often we moved: the answer to an UPDATE from before goes to where we were. */
  #moves = 0;

  constructor(options: SessionRefreshOptions) {
    this.#options = options;
    this.#allowsUpdate = options.allowsUpdate;
    const timer = new SessionTimer({
      clock: options.context.clock,
      onRefresh: () => {
        this.#refresh();
      },
      onExpired: () => {
        options.hangUp({ kind: 'timeout' });
      },
    });
    this.#timer = this.#opened.add(timer);
    timer.restart(options.terms.agreed);
  }

  /** What a re-INVITE or UPDATE of ours carries. */
  requestHeaders(): string[] {
    return [...localHeaders(this.#options.context.core), ...this.#options.terms.requestHeaders()];
  }

  /** A 2xx to one of them. */
  answered(response: IncomingResponseMessage): void {
    const { terms, session } = this.#options;
    terms.answered(response);
    retarget(session, response);
    this.#timer.restart(terms.agreed);
  }

  /** What our 2xx to theirs carries. */
  answerTo(request: IncomingRequestMessage): string[] {
    const { terms, context } = this.#options;
    const headers = terms.answerTo(request);
    this.#timer.restart(terms.agreed);
    return [...localHeaders(context.core), ...headers];
  }

  /** A re-INVITE was refused: true when it is worth asking again at once. */
  raised(response: IncomingResponseMessage): boolean {
    return response.statusCode === 422 && this.#options.terms.raised(response);
  }

  /** A refresh did not come through; there is time for another. */
  tryAgain(response: IncomingResponseMessage | null): void {
    const afterS = retryAfterS(response?.getHeader('retry-after'));
    this.#timer.tryAgain(afterS === null ? null : afterS * 1_000);
  }

  /** We are elsewhere from now on. The re-INVITE that says so refreshes as well. */
  moved(): void {
    this.#moves++;
  }

  dispose(): void {
    this.#opened.dispose();
  }

  #refresh(): void {
    if (this.#opened.isDisposed) return;
    if (this.#allowsUpdate) this.#update();
    else this.#options.reinvite();
  }

  /** Without an offer: nothing about the media changes (RFC 4028 §7.4). */
  #update(): void {
    const moves = this.#moves;
    const unheard = (): boolean => this.#opened.isDisposed || moves !== this.#moves;
    const refused = ({ message }: { readonly message: IncomingResponseMessage }): void => {
      if (!unheard()) this.#refused(message);
    };
    sendInDialog(
      this.#options.session,
      'UPDATE',
      {
        onAccept: ({ message }) => {
          if (!unheard()) this.answered(message);
        },
        onRedirect: refused,
        onReject: refused,
      },
      { extraHeaders: this.requestHeaders() },
    );
  }

  #refused(response: IncomingResponseMessage): void {
    const { context, ownsCallId, hangUp } = this.#options;
    switch (response.statusCode) {
      case 408:
      case 481:
        // RFC 3261 §12.2.1.2: the dialog is gone on the other side.
        hangUp(isLocalResponse(response) ? { kind: 'timeout' } : { kind: 'connection-lost' });
        break;
      case 405:
      case 501:
        this.#allowsUpdate = false;
        this.#refresh();
        break;
      case 491:
        this.#opened.add(
          context.clock.after(glareDelayMs(ownsCallId, context.random, context.timers), () => {
            this.#refresh();
          }),
        );
        break;
      default:
        if (this.raised(response)) this.#refresh();
        else this.tryAgain(response);
    }
  }
}
