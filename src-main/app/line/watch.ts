import type { Clock } from '../../base/clock';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import { Signal } from '../../base/signal';
import type { ChildProcess } from './child-process';
import type { ToLine } from './protocol';

/** How late a beat may be before it is suspicious. */
const LATE_MS = 500;
/**
 * Then the process is asked, and has this long to answer. Asking first spares it when it was main that was blocked (a
 * menu, a dialog, suspend) and its beats wait unread in our own queue.
 */
const ANSWER_MS = 500;

/** One that rests beats seldom. Whoever wants something of it does not wait for that: it is to be heard this soon. */
const WANTED_MS = 1000;

/** Notices that a process which used to beat has fallen silent. Until the first `heard` it is taken to be starting. */
export class Watch implements Disposable {
  readonly #hung = new Signal<void>();
  #timer: Disposable = NOTHING_TO_DISPOSE;
  /** When it was last heard, or asked to be. */
  #freshMs = 0;
  /** Silent until then it is suspicious. */
  #dueMs = 0;
  #looksAtMs = 0;
  #state: 'starting' | 'watching' | 'asked' = 'starting';

  readonly onHung = this.#hung.event;

  constructor(
    private readonly clock: Clock,
    private readonly process: Pick<ChildProcess<ToLine>, 'post'>,
  ) {}

  /** It said something: alive, and to be heard again in `nextMs`. */
  heard(nextMs: number): void {
    this.#freshMs = this.clock.monotonicMs();
    this.#dueMs = this.#freshMs + nextMs + LATE_MS;
    if (this.#state !== 'watching' || this.#dueMs < this.#looksAtMs) this.#watch();
  }

  /** Something is wanted of it. If it was not heard just now it is to say that it lives. */
  wanted(): void {
    const nowMs = this.clock.monotonicMs();
    if (this.#state !== 'watching' || nowMs - this.#freshMs < WANTED_MS) return;
    this.#freshMs = nowMs;
    this.#dueMs = Math.min(this.#dueMs, nowMs + WANTED_MS);
    if (this.#dueMs < this.#looksAtMs) this.#watch();
    this.process.post({ kind: 'ping' });
  }

  dispose(): void {
    this.#timer.dispose();
    this.#hung.dispose();
  }

  /** One timer that looks back when it fires: re-arming it at every beat would wake main for each. */
  #watch(): void {
    this.#state = 'watching';
    this.#timer.dispose();
    this.#looksAtMs = this.#dueMs;
    this.#timer = this.clock.after(this.#dueMs - this.clock.monotonicMs(), () => {
      if (this.clock.monotonicMs() < this.#dueMs) this.#watch();
      else this.#ask();
    });
  }

  #ask(): void {
    this.#state = 'asked';
    this.#timer = this.clock.after(ANSWER_MS, () => {
      this.#hung.fire();
    });
    this.process.post({ kind: 'ping' });
  }
}
