import type { MicrophoneState } from '../../src-preload/contract/audio';

/** Half the smallest step of 16 bits: a microphone that is on is never as quiet as this. */
const SILENCE = 1.5e-5;
const SILENT_FOR_MS = 8000;
const HANDS_FREE = /hands-?free|\bHFP\b|\bHSP\b|headset_head_unit|bluetooth/i;

export type Opened = 'working' | 'denied' | 'none' | 'failed';

/** A Bluetooth headset whose microphone is on talks and hears in telephone quality. */
export function isNarrow(label: string, rateHz: number | undefined): boolean {
  if (rateHz === undefined) return /hands-?free/i.test(label);
  return rateHz <= 8000 || (rateHz <= 16_000 && HANDS_FREE.test(label));
}

/** What there is to say of the microphone: whether it opened, in which quality, and whether it says anything. */
export class MicrophoneHealth {
  readonly #report: (state: MicrophoneState) => void;
  #opened: MicrophoneState = 'unknown';
  #reported: MicrophoneState = 'unknown';
  #quietSinceMs: number | undefined;

  constructor(report: (state: MicrophoneState) => void) {
    this.#report = report;
  }

  opened(state: Opened, narrow = false): void {
    this.#opened = state === 'working' && narrow ? 'narrow' : state;
    this.#quietSinceMs = undefined;
    this.#say(this.#opened);
  }

  /** How loud it was lately, 0…1, while it was open and not muted by us. */
  heard(level: number, nowMs: number): void {
    if (this.#opened !== 'working' && this.#opened !== 'narrow') return;
    if (level > SILENCE) {
      this.#quietSinceMs = undefined;
      this.#say(this.#opened);
      return;
    }
    this.#quietSinceMs ??= nowMs;
    if (nowMs - this.#quietSinceMs >= SILENT_FOR_MS) this.#say('silent');
  }

  /** Nobody listened for a while: silence from then does not count. */
  unheard(): void {
    this.#quietSinceMs = undefined;
  }

  #say(state: MicrophoneState): void {
    if (state === this.#reported) return;
    this.#reported = state;
    this.#report(state);
  }
}
