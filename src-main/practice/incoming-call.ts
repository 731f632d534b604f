import { localUser } from './registrar';
import { responseTo } from './response';
import type { ServerTransaction } from './server-transaction';
import type { Session } from './session';

/** Somebody calls a number of the exchange; the number decides what becomes of it. */
export class IncomingCall {
  /** Ours, made once: a 183 and the 200 after it must say the same (RFC 3261 §13.2.1). */
  readonly #sdp: string;

  /** Either an answer to their offer or, when they sent none, an offer of ours. */
  constructor(
    readonly session: Session,
    private readonly transaction: ServerTransaction,
    sdp: string,
  ) {
    this.#sdp = sdp;
  }

  /** The user of the caller's address, if it is one of ours. */
  get caller(): string | undefined {
    return localUser(this.transaction.request.from.uri);
  }

  /** 180 */
  ring(): void {
    this.#provisional(180, '');
  }

  /** 183 with a description: sound before the answer. */
  playEarly(): void {
    this.#provisional(183, this.#sdp);
  }

  /** 200 */
  answer(): void {
    if (!this.#isOpen) return;
    this.session.accept(this.transaction, this.#sdp, this.transaction.request.body === '');
  }

  /** Any failure: 404, 480, 486, or 487 after a CANCEL. */
  reject(status: number): void {
    if (!this.#isOpen) return;
    this.transaction.respond(
      responseTo(this.transaction.request, status, { toTag: this.session.dialog.localTag }),
    );
    this.session.end();
  }

  get #isOpen(): boolean {
    return !this.transaction.isAnswered && !this.session.isEnded;
  }

  #provisional(status: number, sdp: string): void {
    if (this.#isOpen)
      this.transaction.respond(this.session.respondingTo(this.transaction.request, status, sdp));
  }
}
