import type { Clock } from '../base/clock';
import { disposable, type Disposable } from '../base/disposable';
import { messageOf, type Log } from '../base/log';
import type { LineId } from '../phone/account/line';
import type { Leg, LegReceiver } from './loopback/leg';

/** A call that took the warm leg is left in peace until it should be set up. */
const REFILL_MS = 3000;
/** Every living peer connection wakes the browser 20 times a second (24 with ICE): unused, it is put to sleep. */
const STAY_WARM_MS = 10_000;
/** A process that starts has better to do: a leg costs as much as registering. Until then a call opens its own. */
const START_MS = 1500;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8000;

type Warmth =
  | { readonly state: 'asleep' }
  | { readonly state: 'pausing'; readonly timer: Disposable }
  | { readonly state: 'connecting'; readonly leg: Promise<Leg>; readonly attempt: Disposable }
  | { readonly state: 'warm'; readonly leg: Leg; readonly sleep: Disposable };

const ASLEEP: Warmth = { state: 'asleep' };

/**
 * Connected legs at the ready, one per line, for as long as a call is likely: a cold one takes 130 ms beside the
 * INVITE. A leg serves one call and is then closed: once the browser has carried sound on a connection it wakes up
 * 60 times a second for as long as that lives.
 */
export class WarmLegs implements Disposable {
  readonly #open: () => Promise<Leg>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #lines = new Map<LineId, Warmth>();
  readonly #beginsMs: number;

  constructor(parts: { readonly open: () => Promise<Leg>; readonly clock: Clock; readonly log: Log }) {
    this.#open = parts.open;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#beginsMs = parts.clock.monotonicMs() + START_MS;
  }

  /** A call is likely soon: the line registered, or somebody types a number. */
  warm(lineId: LineId): void {
    const warmth = this.#lines.get(lineId) ?? ASLEEP;
    if (warmth.state === 'warm') this.#keep(lineId, warmth.leg);
    else if (warmth.state === 'asleep') this.#begin(lineId);
  }

  cool(lineId: LineId): void {
    this.#become(lineId, ASLEEP);
    this.#lines.delete(lineId);
  }

  /** A leg, now the caller's: the line's warm one, the one just being connected, or a new one. Rejects as opening does. */
  take(lineId: LineId): Promise<Leg> {
    const warmth = this.#lines.get(lineId);
    if (warmth === undefined) return this.#open();
    // The line lets go of it first, or pausing would discard it.
    this.#lines.set(lineId, ASLEEP);
    if (warmth.state === 'pausing') warmth.timer.dispose();
    if (warmth.state === 'warm') warmth.sleep.dispose();
    this.#pause(lineId, REFILL_MS, FIRST_RETRY_MS);
    if (warmth.state === 'warm') {
      warmth.leg.receiver = null;
      return Promise.resolve(warmth.leg);
    }
    return warmth.state === 'connecting' ? warmth.leg : this.#open();
  }

  /** Every leg went with its window. Live calls are waited for: `first` may take new legs before the warm ones are made. */
  renew(first: () => void): void {
    const lineIds = [...this.#lines.keys()];
    for (const lineId of lineIds) this.#become(lineId, ASLEEP);
    first();
    for (const lineId of lineIds) this.warm(lineId);
  }

  dispose(): void {
    for (const lineId of [...this.#lines.keys()]) this.cool(lineId);
  }

  #become(lineId: LineId, next: Warmth): void {
    const before = this.#lines.get(lineId) ?? ASLEEP;
    this.#lines.set(lineId, next);
    if (before.state === 'pausing') before.timer.dispose();
    if (before.state === 'connecting') before.attempt.dispose();
    if (before.state !== 'warm') return;
    before.sleep.dispose();
    if (next.state !== 'warm' || next.leg !== before.leg) discard(before.leg);
  }

  #begin(lineId: LineId): void {
    const leftMs = this.#beginsMs - this.#clock.monotonicMs();
    if (leftMs > 0) this.#pause(lineId, leftMs, FIRST_RETRY_MS);
    else this.#connect(lineId, FIRST_RETRY_MS);
  }

  #connect(lineId: LineId, retryMs: number): void {
    let wanted = true;
    const attempt = disposable(() => {
      wanted = false;
    });
    const leg = this.#open();
    const mine = (): boolean => {
      const warmth = this.#lines.get(lineId);
      return warmth?.state === 'connecting' && warmth.leg === leg;
    };
    this.#become(lineId, { state: 'connecting', leg, attempt });
    leg.then(
      (opened) => {
        if (mine()) this.#keep(lineId, opened);
        else if (!wanted) discard(opened);
      },
      (error: unknown) => {
        this.#log('debug', 'no warm leg', { detail: messageOf(error), retryMs });
        if (!mine()) return;
        if (retryMs <= LAST_RETRY_MS) this.#pause(lineId, retryMs, 2 * retryMs);
        else this.#become(lineId, ASLEEP);
      },
    );
  }

  #keep(lineId: LineId, leg: Leg): void {
    leg.receiver = idle(() => {
      this.#become(lineId, ASLEEP);
    });
    const sleep = this.#clock.after(STAY_WARM_MS, () => {
      this.#become(lineId, ASLEEP);
    });
    this.#become(lineId, { state: 'warm', leg, sleep });
  }

  #pause(lineId: LineId, delayMs: number, retryMs: number): void {
    const timer = this.#clock.after(delayMs, () => {
      this.#connect(lineId, retryMs);
    });
    this.#become(lineId, { state: 'pausing', timer });
  }
}

function idle(failed: () => void): LegReceiver {
  return { frame: () => undefined, report: () => undefined, failed };
}

function discard(leg: Leg): void {
  leg.receiver = null;
  leg.dispose();
}
