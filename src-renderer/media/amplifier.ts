/** What the slider says for a microphone that is left as it is. */
export const UNCHANGED = 0.5;
/** At either end of the slider, dB. */
const RANGE_DB = 20;

/** The factor that a slider's 0…1 means: −20 … +20 dB. */
export function gainOf(slider: number): number {
  return 10 ** (((slider - UNCHANGED) / UNCHANGED) * (RANGE_DB / 20));
}

/**
 * The microphone made louder or softer. Only there while that is wanted: it costs a context that never sleeps and some
 * 20 ms of delay. A limiter keeps a loud voice from being cut off.
 */
export class Amplifier {
  readonly #context = new AudioContext({ latencyHint: 'interactive' });
  readonly #gain = new GainNode(this.#context);
  readonly track: MediaStreamTrack;

  constructor(input: MediaStreamTrack, slider: number) {
    const out = this.#context.createMediaStreamDestination();
    const limiter = new DynamicsCompressorNode(this.#context, { threshold: -3, ratio: 20, knee: 0 });
    this.#context
      .createMediaStreamSource(new MediaStream([input]))
      .connect(this.#gain)
      .connect(limiter)
      .connect(out);
    const [track] = out.stream.getAudioTracks();
    if (!track) throw new Error('an audio destination has a track');
    this.track = track;
    this.set(slider);
  }

  set(slider: number): void {
    this.#gain.gain.value = gainOf(slider);
  }

  close(): void {
    void this.#context.close();
  }
}
