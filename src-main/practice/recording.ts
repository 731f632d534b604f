import type { HeardSound } from './media';
import { wrappedDifference } from './rtp';
import { samplesIn } from './tone';

/** The longest voice message. */
export const MAX_RECORDING_MS = 60_000;

/** Sound laid down where its timestamp says: a lost packet leaves silence, a late one still finds its place. */
export class Recording {
  #sound = new Int16Array(samplesIn(2000));
  #length = 0;
  #firstTimestamp: number | undefined;

  add({ timestamp, samples }: HeardSound): void {
    this.#firstTimestamp ??= timestamp;
    const at = wrappedDifference(timestamp, this.#firstTimestamp, 32);
    const end = at + samples.length;
    if (at < 0 || end > samplesIn(MAX_RECORDING_MS)) return;
    this.#growTo(end);
    this.#sound.set(samples, at);
    this.#length = Math.max(this.#length, end);
  }

  get sound(): Int16Array {
    return this.#sound.subarray(0, this.#length);
  }

  #growTo(length: number): void {
    if (length <= this.#sound.length) return;
    const larger = new Int16Array(Math.max(length, this.#sound.length * 2));
    larger.set(this.#sound);
    this.#sound = larger;
  }
}
