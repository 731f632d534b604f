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

/** Notices that a process which used to beat has fallen silent. Until the first `heard` it is taken to be starting. */
export class Watch implements Disposable {
  readonly #hung = new Signal<void>();
  #timer: Disposable = NOTHING_TO_DISPOSE;
  #heardMs = 0;
  #silenceMs = 0;
  #state: 'starting' | 'watching' | 'asked' = 'starting';

  readonly onHung = this.#hung.event;

  constructor(
    private readonly clock: Clock,
    private readonly process: Pick<ChildProcess<ToLine>, 'post'>,
  ) {}

  /** It said something: alive, and to be heard again in `nextMs`. */
  heard(nextMs: number): void {
    this.#heardMs = this.clock.monotonicMs();
    this.#silenceMs = nextMs + LATE_MS;
    if (this.#state !== 'watching') this.#watch();
  }

  dispose(): void {
    this.#timer.dispose();
    this.#hung.dispose();
  }

  /** One timer that looks back when it fires: re-arming it at every beat would wake main for each. */
  #watch(): void {
    this.#state = 'watching';
    this.#timer.dispose();
    const leftMs = this.#heardMs + this.#silenceMs - this.clock.monotonicMs();
    this.#timer = this.clock.after(leftMs, () => {
      if (this.clock.monotonicMs() - this.#heardMs < this.#silenceMs) this.#watch();
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
