import type { Clock } from '../../base/clock';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import type { Random } from '../../base/random';
import type { KeepAlivePromise } from './flow';
import { ANSWER_MS, everyMs, LIVENESS_MS } from './keepalive';
import { bindingRequest, mappedAddress } from './stun';

/** RFC 8489 §6.2.1, as often as fits into the ten seconds an answer may take. */
const FIRST_RTO_MS = 500;

export interface StunKeepAliveOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly send: (bytes: Uint8Array) => void;
  /** No answer, or our address behind the router is another: what was registered leads nowhere (RFC 5626 §4.4.2). */
  readonly onDead: (why: string) => void;
}

/** Keeps a UDP flow open and proves that it is, with a server that promised to answer. */
export class StunKeepAlive implements Disposable {
  #timer: Disposable = NOTHING_TO_DISPOSE;
  #again: Disposable = NOTHING_TO_DISPOSE;
  #transactionId: Uint8Array | null = null;
  #mapped = '';
  readonly #everyMs: number;

  constructor(
    private readonly options: StunKeepAliveOptions,
    { patienceMs }: KeepAlivePromise,
  ) {
    this.#everyMs = patienceMs === null ? LIVENESS_MS : everyMs(patienceMs, LIVENESS_MS);
    this.#ask();
  }

  received(bytes: Uint8Array): void {
    const mapped = this.#transactionId && mappedAddress(bytes, this.#transactionId);
    if (mapped === null) return;
    this.#transactionId = null;
    this.#again.dispose();
    this.#timer.dispose();
    if (this.#mapped !== '' && mapped !== '' && mapped !== this.#mapped) {
      this.options.onDead('our address behind the router has changed');
      return;
    }
    this.#mapped = mapped;
    this.#timer = this.options.clock.after(this.#everyMs, () => {
      this.#ask();
    });
  }

  dispose(): void {
    this.#timer.dispose();
    this.#again.dispose();
  }

  #ask(): void {
    const { clock, random, onDead } = this.options;
    const transactionId = random.bytes(12);
    this.#transactionId = transactionId;
    this.#transmit(bindingRequest(transactionId), FIRST_RTO_MS);
    this.#timer = clock.after(ANSWER_MS, () => {
      this.#again.dispose();
      onDead('the server does not answer keep-alives any more');
    });
  }

  #transmit(request: Uint8Array, rtoMs: number): void {
    this.options.send(request);
    this.#again = this.options.clock.after(rtoMs, () => {
      this.#transmit(request, rtoMs * 2);
    });
  }
}
