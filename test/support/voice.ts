import type { CallId } from '../../src-main/phone/call/signalling';
import { eventually } from './deadline';
import type { FakeLeg, FakeWindow } from './fake-window';
import { FRAME_MS, framesOf, soundOf } from './sound/a-law';
import type { Sound } from './sound/sound';

/** A busy machine is late with its packets; more than so many at once would be no sound any more. */
const MOST_AT_ONCE = 10;
/** It may also be late with everything at once. */
const PATIENCE_MS = 30_000;

interface Spoken {
  readonly sinceMs: number;
  packets: number;
}

/** Says a sound, over and over, into every call of a fake window, and keeps what is heard there. For lines with PCMA only. */
export class Voice implements Disposable {
  readonly #frames: readonly Buffer[];
  readonly #spoken = new WeakMap<FakeLeg, Spoken>();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly window: FakeWindow,
    microphone: Sound,
  ) {
    this.#frames = framesOf(microphone);
    this.#timer = setInterval(() => {
      for (const leg of window.legs.values())
        if (leg.callId !== undefined && leg.sendsPayloadType >= 0) this.#speak(leg);
    }, FRAME_MS);
  }

  /** What is heard of a call in the next `seconds`, counted in samples, not in time. */
  async hearsNext(callId: CallId, seconds: number): Promise<Sound> {
    return soundOf(await this.payloadsOfNext(callId, seconds));
  }

  async payloadsOfNext(callId: CallId, seconds: number): Promise<readonly Buffer[]> {
    const leg = await this.window.legOf(callId);
    const from = leg.heard.length;
    const packets = Math.ceil((seconds * 1_000) / FRAME_MS);
    const arrived = (): number => leg.heard.length - from;
    const look = (): Promise<true | undefined> =>
      arrived() >= packets
        ? Promise.resolve(true)
        : Promise.reject(new Error(`${String(arrived())} packets of ${callId}, ${String(from)} before`));
    await eventually(seconds * 1_000 + PATIENCE_MS, `${String(seconds)} s of sound`, look);
    return leg.heard.slice(from, from + packets).map(({ payload }) => payload);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #speak(leg: FakeLeg): void {
    const spoken = this.#spoken.get(leg) ?? { sinceMs: performance.now(), packets: 0 };
    this.#spoken.set(leg, spoken);
    const due = Math.floor((performance.now() - spoken.sinceMs) / FRAME_MS) - spoken.packets;
    for (let sent = 0; sent < Math.min(due, MOST_AT_ONCE); sent++) {
      const frame = this.#frames[spoken.packets++ % this.#frames.length];
      if (frame) leg.send(frame);
    }
  }
}
