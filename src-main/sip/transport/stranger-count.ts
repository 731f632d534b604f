import type { Clock } from '../../base/clock';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import type { Strangers } from '../../phone/account/strangers';

/** A scanner sends hundreds a second; nobody needs to be told of each. */
const TELL_EVERY_MS = 10_000;

/** How many messages of strangers were met with silence. The first is told at once, the others now and then. */
export class StrangerCount implements Disposable {
  readonly #sinceMs: number;
  #count = 0;
  #told = 0;
  #pause: Disposable | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly tell: (strangers: Strangers) => void,
  ) {
    this.#sinceMs = clock.nowMs();
  }

  add(): void {
    this.#count++;
    if (this.#pause === null) this.#report();
  }

  dispose(): void {
    this.#pause?.dispose();
    // Nothing is told after the end.
    this.#pause = NOTHING_TO_DISPOSE;
  }

  #report(): void {
    this.#told = this.#count;
    this.#pause = this.clock.after(TELL_EVERY_MS, () => {
      this.#pause = null;
      if (this.#count > this.#told) this.#report();
    });
    this.tell({ count: this.#count, sinceMs: this.#sinceMs });
  }
}
