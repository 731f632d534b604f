import { isDeepStrictEqual } from 'node:util';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import type { Endpoint } from '../transport/flow';
import type { LegContext } from './leg';
import { MOST_SERVERS, PATIENCE_T1 } from './servers';

/** The servers of a line, asked one after another until one takes the call (RFC 3263 §4.3). */
export class ServerHunt implements Disposable {
  readonly #context: Pick<LegContext, 'servers' | 'clock' | 'timers'>;
  readonly #onSilent: () => void;
  /** Where the INVITE went. */
  #server: Endpoint | null = null;
  #asked = 0;
  #patience: Disposable = NOTHING_TO_DISPOSE;

  constructor(context: Pick<LegContext, 'servers' | 'clock' | 'timers'>, onSilent: () => void) {
    this.#context = context;
    this.#onSilent = onSilent;
  }

  /** An INVITE goes out. */
  sent(): void {
    const { servers, clock, timers } = this.#context;
    this.#server = servers.present;
    this.#asked++;
    this.heard();
    if (servers.hasAlternative) this.#patience = clock.after(PATIENCE_T1 * timers.t1Ms, this.#onSilent);
  }

  /** Somebody else is called: every server may be asked again. */
  afresh(): void {
    this.#asked = 0;
  }

  /** This server is there. */
  heard(): void {
    this.#patience.dispose();
  }

  get mayMoveOn(): boolean {
    const { present, hasAlternative } = this.#context.servers;
    // The line is elsewhere already: another call moved it, or its other flow carries on.
    const moved = present !== null && !isDeepStrictEqual(present, this.#server);
    return (moved || hasAlternative) && this.#asked < MOST_SERVERS;
  }

  /** @param afterS how long the server wants to be left alone, seconds; `null` when it said nothing */
  next(afterS: number | null): Promise<boolean> {
    return this.#context.servers.next(this.#server, afterS === null ? null : afterS * 1_000);
  }

  dispose(): void {
    this.#patience.dispose();
  }
}
