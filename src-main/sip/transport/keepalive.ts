import type { Clock } from '../../base/clock';
import { DisposableStore, NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import type { Endpoint, KeepAlivePromise } from './flow';

/** Shorter than the 30 s after which the strictest home routers forget a UDP mapping. */
export const KEEPALIVE_MS = 25_000;
/** How often a connection is asked for a sign of life, and how long that may take: together below 30 s. */
export const LIVENESS_MS = 18_000;
export const ANSWER_MS = 10_000;
/** The first question: what a server answers is known before the connection can break unnoticed. */
const FIRST_MS = 1_000;

/** The ping of RFC 5626 §3.5.1: two empty lines. Over UDP it only keeps the way through a router open. */
export const PING = '\r\n\r\n';
export const PONG = '\r\n';

/** How a server was seen to answer: to empty lines, or at least to requests. */
type Habit = 'pong' | 'request';

/** What is known of the servers of a line. Silence of one that never answered anything means nothing. */
export class KeepAliveHabits {
  readonly #known = new Map<string, Habit>();

  of({ address, port }: Endpoint): Habit | undefined {
    return this.#known.get(`${address} ${String(port)}`);
  }

  learn({ address, port }: Endpoint, habit: Habit): void {
    this.#known.set(`${address} ${String(port)}`, habit);
  }
}

export interface LivenessOptions {
  readonly clock: Clock;
  readonly remote: Endpoint;
  readonly habits: KeepAliveHabits;
  readonly ping: () => void;
  /** Sends a request that every server has to answer: many know nothing of empty lines. */
  readonly probe: () => void;
  readonly onDead: () => void;
}

/**
 * Notices within 30 s that the other end of a connection is gone though nobody closed it (RFC 5626 §4.4.1): the
 * machine lost power, a router forgot us, Wi-Fi changed under us.
 */
export class Liveness implements Disposable {
  readonly #opened = new DisposableStore();
  #timer: Disposable = NOTHING_TO_DISPOSE;
  #heard = false;
  #everyMs = LIVENESS_MS;

  constructor(private readonly options: LivenessOptions) {
    this.#after(FIRST_MS, () => {
      this.#ask();
    });
  }

  /** Something arrived, whatever it was. */
  heard(): void {
    this.#heard = true;
  }

  pong(): void {
    this.options.habits.learn(this.options.remote, 'pong');
  }

  promised({ answers, patienceMs }: KeepAlivePromise): void {
    if (answers) this.pong();
    if (patienceMs !== null) this.#everyMs = everyMs(patienceMs, LIVENESS_MS);
  }

  dispose(): void {
    this.#opened.dispose();
    this.#timer.dispose();
  }

  #ask(): void {
    const { ping, probe } = this.options;
    this.#heard = false;
    ping();
    if (this.#habit === 'request') probe();
    this.#after(ANSWER_MS, () => {
      if (this.#habit === undefined) this.#learn();
      else if (this.#heard) this.#restOf(ANSWER_MS);
      else this.options.onDead();
    });
  }

  /** It does not answer pings. What about requests? */
  #learn(): void {
    this.#heard = false;
    this.options.probe();
    this.#after(ANSWER_MS, () => {
      if (this.#heard && this.#habit === undefined) this.options.habits.learn(this.options.remote, 'request');
      this.#restOf(2 * ANSWER_MS);
    });
  }

  get #habit(): Habit | undefined {
    return this.options.habits.of(this.options.remote);
  }

  #restOf(passedMs: number): void {
    this.#after(Math.max(0, this.#everyMs - passedMs), () => {
      this.#ask();
    });
  }

  #after(delayMs: number, run: () => void): void {
    this.#timer.dispose();
    if (!this.#opened.isDisposed) this.#timer = this.options.clock.after(delayMs, run);
  }
}

/** Within what the server waits for (RFC 5626 §4.4: 80 % of it at least), and no less often than we would. */
export function everyMs(patienceMs: number, ownMs: number): number {
  return Math.max(1_000, Math.min(ownMs, patienceMs * 0.8));
}
