import type { Clock } from '../../base/clock';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';

/**
 * With calls a hang must be noticed soon: the line is registered again within 3 s. Without, every wake-up counts on a
 * laptop, and a beat costs ten in both processes.
 */
export const BEAT_MS = { soon: 1000, idle: 10_000 } as const;

interface HeartbeatParts {
  readonly clock: Clock;
  /** How many calls there are. */
  readonly calls: () => number;
  /** Says that we live, and shall be heard again in `nextMs`. */
  readonly beat: (nextMs: number) => void;
}

/**
 * Says at a pace that fits what goes on that the line process lives. What hangs it is most likely a message, so main is
 * promised another beat soon before one is read: at rest as well as in a call, for one that nobody ever reads would be
 * a call that nobody ever hears.
 */
export class Heartbeat {
  readonly #parts: HeartbeatParts;
  #timer: Disposable = NOTHING_TO_DISPOSE;
  #everyMs: number = BEAT_MS.soon;
  #read = false;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  beat(): void {
    const { clock, calls, beat } = this.#parts;
    this.#everyMs = this.#read || calls() > 0 ? BEAT_MS.soon : BEAT_MS.idle;
    this.#read = false;
    this.#timer.dispose();
    this.#timer = clock.after(this.#everyMs, () => {
      this.beat();
    });
    beat(this.#everyMs);
  }

  /** From the first call on main must not wait for as long as it was promised before. */
  called(): void {
    if (this.#everyMs > BEAT_MS.soon && this.#parts.calls() > 0) this.beat();
  }

  /** A message is about to be read. */
  reading(): void {
    this.#read = true;
    if (this.#everyMs > BEAT_MS.soon) this.beat();
  }
}
