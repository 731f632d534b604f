import { FRAME_SAMPLES } from './source';

const MAX_WAITING = FRAME_SAMPLES * 10;

/** Sound on its way from packets of any length to 20 ms frames; what waits longer than 200 ms is dropped. */
export class SampleQueue {
  #waiting = new Int16Array(0);

  add(samples: Int16Array): void {
    const joined = new Int16Array(this.#waiting.length + samples.length);
    joined.set(this.#waiting);
    joined.set(samples, this.#waiting.length);
    this.#waiting = joined.slice(-MAX_WAITING);
  }

  /** One frame, or `undefined` while there is less than one. */
  readonly take = (): Int16Array | undefined => {
    if (this.#waiting.length < FRAME_SAMPLES) return undefined;
    const frame = this.#waiting.slice(0, FRAME_SAMPLES);
    this.#waiting = this.#waiting.slice(FRAME_SAMPLES);
    return frame;
  };
}
