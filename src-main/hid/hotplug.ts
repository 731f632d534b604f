import type { Clock } from '../base/clock';
import { disposable, DisposableStore, type Disposable } from '../base/disposable';
import { Signal, type Event } from '../base/signal';

/** Something that notices that devices came or went, without saying which. */
export type PlugSource = (noticed: () => void) => Disposable;

/**
 * A device announces itself step by step (USB, then HID, then the right to open it), and each step may come late:
 * the list is read again at these times after the last notice.
 */
const SETTLING_MS = [50, 250, 1_000, 3_000];

/** For what no source notices. Rare, because listing wakes the processor. */
const POLL_MS = 30_000;

/** When the list of devices is worth reading again. */
export class Hotplug implements Disposable {
  readonly #clock: Clock;
  readonly #look = new Signal<void>();
  readonly #owned = new DisposableStore();
  #settling = new DisposableStore();

  constructor(clock: Clock, sources: readonly PlugSource[]) {
    this.#clock = clock;
    for (const source of sources)
      this.#owned.add(
        source(() => {
          this.notice();
        }),
      );
    this.#owned.add(
      clock.every(POLL_MS, () => {
        this.#look.fire();
      }),
    );
    this.#owned.add(
      disposable(() => {
        this.#settling.dispose();
      }),
    );
  }

  /** Fires when the list should be read. */
  get look(): Event<void> {
    return this.#look.event;
  }

  /** Something happened: a device came or went, a read failed, the machine woke. */
  notice(): void {
    this.#settling.dispose();
    if (this.#owned.isDisposed) return;
    this.#settling = new DisposableStore();
    for (const delayMs of SETTLING_MS)
      this.#settling.add(
        this.#clock.after(delayMs, () => {
          this.#look.fire();
        }),
      );
  }

  dispose(): void {
    this.#owned.dispose();
    this.#look.dispose();
  }
}
