import { DisposableStore } from '../../base/disposable';
import type { InDialogRequest } from './dialog-request';

/** One offer/answer exchange at a time (RFC 3261 §14, RFC 3311 §5.2). */
export type Exchange =
  | { readonly by: 'nobody' }
  /** Our re-INVITE is under way. */
  | { readonly by: 'us' }
  /** Their UPDATE; or their re-INVITE, which when answered waits for its ACK. */
  | { readonly by: 'them'; readonly request: InDialogRequest; readonly answered: boolean };

const NOBODY: Exchange = { by: 'nobody' };

/** Who may speak of media now, and what is due as soon as nobody does. */
export class Floor {
  /** Closed with the dialog. */
  readonly opened = new DisposableStore();
  /** Media has lost what was agreed (its window died, ICE failed): a new offer brings the sound back. */
  broken = false;
  /** Our 200 to the first INVITE has not been acknowledged: no INVITE of ours yet (RFC 3261 §14.1). */
  awaitsAck = false;
  #exchange: Exchange = NOBODY;
  #onFree: () => void = () => undefined;

  get exchange(): Exchange {
    return this.#exchange;
  }

  get isFree(): boolean {
    return !this.opened.isDisposed && !this.awaitsAck && this.#exchange.by === 'nobody';
  }

  set onFree(onFree: () => void) {
    this.#onFree = onFree;
  }

  take(exchange: Exchange): void {
    this.#exchange = exchange;
  }

  /** Without asking who is next: something is still to be said first, or whoever had it asks again later. */
  leave(): void {
    this.#exchange = NOBODY;
  }

  free(): void {
    this.#exchange = NOBODY;
    this.#onFree();
  }

  dispose(): void {
    const exchange = this.#exchange;
    this.#exchange = NOBODY;
    this.opened.dispose();
    // RFC 3261 §15.1.2: requests still open when the dialog ends are answered 487.
    if (exchange.by === 'them' && !exchange.answered) exchange.request.reject({ statusCode: 487 });
  }
}
