import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { writeEvent } from './event';

const PACKET_MS = 20;
const PRESS_MS = 100;
const PAUSE_MS = 70;
/** RFC 4733 §2.5.1.4: the end is said three times. */
const END_PACKETS = 3;

/** What a press needs of the stream it interrupts. */
export interface EventStream {
  /** The timestamp of this moment, on the event's clock. */
  timestampNow(): number;
  send(packet: { readonly marker: boolean; readonly timestamp: number; readonly payload: Buffer }): void;
  readonly clockRate: number;
}

interface Press {
  readonly digit: string;
  readonly done: (sent: boolean) => void;
}

/** Sends digits as telephone-events, one at a time, at a pace of its own. */
export class DtmfSender implements Disposable {
  readonly #clock: Clock;
  readonly #waiting: Press[] = [];
  #current: Press | undefined;
  #timer: Disposable | undefined;
  #pressing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An event is on its way: voice must keep silent (RFC 4733 §2.5.1.1 lets it be replaced). */
  get pressing(): boolean {
    return this.#pressing;
  }

  /** Resolves true after the pause behind the last digit, false when the call ended before. */
  async send(digits: string, stream: () => EventStream | undefined): Promise<boolean> {
    let sent = true;
    const all = digits.split('').map(
      (digit) =>
        new Promise<boolean>((resolve) => {
          this.#waiting.push({ digit, done: resolve });
        }),
    );
    if (this.#current === undefined) this.#next(stream);
    for (const one of all) sent = (await one) && sent;
    return sent;
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#pressing = false;
    for (const press of [...(this.#current ? [this.#current] : []), ...this.#waiting]) press.done(false);
    this.#current = undefined;
    this.#waiting.length = 0;
  }

  #next(stream: () => EventStream | undefined): void {
    this.#current = this.#waiting.shift();
    if (this.#current === undefined) return;
    const over = stream();
    if (over === undefined) this.#finish(false, stream);
    else this.#press(this.#current.digit, over, stream);
  }

  #press(digit: string, over: EventStream, stream: () => EventStream | undefined): void {
    this.#pressing = true;
    const startedAtMs = this.#clock.monotonicMs();
    const timestamp = over.timestampNow();
    let packets = 0;
    const step = (): void => {
      packets++;
      const heldMs = Math.min(PRESS_MS, packets * PACKET_MS);
      const end = heldMs === PRESS_MS;
      const duration = Math.round((heldMs * over.clockRate) / 1000);
      over.send({ marker: packets === 1, timestamp, payload: writeEvent({ digit, end, duration }) });
      if (packets === PRESS_MS / PACKET_MS + END_PACKETS - 1) this.#pause(stream);
      else this.#at(startedAtMs + packets * PACKET_MS, step);
    };
    step();
  }

  #pause(stream: () => EventStream | undefined): void {
    this.#pressing = false;
    this.#at(this.#clock.monotonicMs() + PAUSE_MS, () => {
      this.#finish(true, stream);
    });
  }

  #finish(sent: boolean, stream: () => EventStream | undefined): void {
    const press = this.#current;
    this.#current = undefined;
    press?.done(sent);
    this.#next(stream);
  }

  #at(momentMs: number, step: () => void): void {
    this.#timer = this.#clock.after(Math.max(0, momentMs - this.#clock.monotonicMs()), step);
  }
}
