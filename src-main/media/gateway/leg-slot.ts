import type { Clock } from '../../base/clock';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import { messageOf, type Log } from '../../base/log';
import type { LineId } from '../../phone/account/line';
import type { CallId } from '../../phone/call/signalling';
import type { Encoding, Leg } from '../loopback/leg';
import type { WarmLegs } from '../warm-legs';

const RETRY_MS = 1000;

interface SlotParts {
  readonly callId: CallId;
  readonly lineId: LineId;
  readonly legs: WarmLegs;
  readonly clock: Clock;
  readonly log: Log;
  readonly onLeg: (leg: Leg | undefined) => void;
}

/** The leg of one call: taken from the warm ones, joined to the microphone, and replaced when it breaks. */
export class LegSlot implements Disposable {
  readonly #parts: SlotParts;
  #leg: Leg | undefined;
  #encoding: Encoding;
  #attached = false;
  #open = true;
  #generation = 0;
  #retry: Disposable = NOTHING_TO_DISPOSE;

  constructor(parts: SlotParts, encoding: Encoding) {
    this.#parts = parts;
    this.#encoding = encoding;
  }

  take(): void {
    const generation = ++this.#generation;
    const { legs, lineId, log, clock } = this.#parts;
    const took = (leg: Leg): void => {
      if (this.#open && generation === this.#generation) this.#use(leg);
      else leg.dispose();
    };
    legs.take(lineId).then(took, (error: unknown) => {
      log('warn', 'no leg', { detail: messageOf(error) });
      if (!this.#open || generation !== this.#generation) return;
      this.#retry = clock.after(RETRY_MS, () => {
        this.take();
      });
    });
  }

  /** The leg broke, or its window is gone. */
  lost(): void {
    if (!this.#open) return;
    this.#retry.dispose();
    this.#leg?.dispose();
    this.#leg = undefined;
    this.#parts.onLeg(undefined);
    this.take();
  }

  /** From now on the microphone is wanted. */
  attach(): void {
    if (this.#attached) return;
    this.#attached = true;
    this.#tell((leg) => leg.attach(this.#parts.callId));
  }

  useEncoding(encoding: Encoding): void {
    this.#encoding = encoding;
    this.#tell((leg) => leg.useEncoding(encoding));
  }

  dispose(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#retry.dispose();
    this.#parts.onLeg(undefined);
    this.#leg?.dispose();
    this.#leg = undefined;
  }

  #use(leg: Leg): void {
    this.#leg = leg;
    this.#parts.onLeg(leg);
    this.#tell((mine) => mine.useEncoding(this.#encoding));
    if (this.#attached) this.#tell((mine) => mine.attach(this.#parts.callId));
  }

  #tell(what: (leg: Leg) => Promise<void>): void {
    if (!this.#leg) return;
    what(this.#leg).catch((error: unknown) => {
      this.#parts.log('warn', 'leg', { detail: messageOf(error) });
    });
  }
}
