import type { AudioLevels } from '../../src-preload/contract/audio';
import type { Microphone, Share } from './microphone';

const PERIOD_MS = 100;

interface Parts {
  readonly microphone: Microphone;
  /** Loudness of what is heard just now, 0…1. */
  readonly hearing: () => number;
  /** The microphone's own loudness, before anyone mutes it. */
  readonly spoken: (level: number) => void;
  readonly report: (levels: AudioLevels) => void;
}

interface Running {
  readonly share: Share;
  readonly context: AudioContext;
  readonly timer: number;
}

/** Loudness of microphone and loudspeaker ten times a second, while somebody looks. */
export class Meter {
  readonly #parts: Parts;
  #running: Running | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  set(on: boolean): void {
    if (on === (this.#running !== undefined)) return;
    if (on) this.#running = this.#start();
    else this.#stop();
  }

  #start(): Running {
    const { microphone, hearing, spoken, report } = this.#parts;
    const context = new AudioContext({ latencyHint: 'playback' });
    const analyser = new AnalyserNode(context, { fftSize: 2048 });
    const samples = new Float32Array(analyser.fftSize);
    let source: MediaStreamAudioSourceNode | undefined;
    const share = microphone.share((track) => {
      source?.disconnect();
      source = track ? context.createMediaStreamSource(new MediaStream([track])) : undefined;
      source?.connect(analyser);
    });
    const timer = window.setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const speak = source ? rms(samples) : 0;
      if (source) spoken(speak);
      report({ speak, hear: hearing() });
    }, PERIOD_MS);
    return { share, context, timer };
  }

  #stop(): void {
    if (!this.#running) return;
    window.clearInterval(this.#running.timer);
    this.#running.share.release();
    void this.#running.context.close();
    this.#running = undefined;
    this.#parts.report({ speak: 0, hear: 0 });
  }
}

function rms(samples: Float32Array): number {
  const sum = samples.reduce((total, sample) => total + sample * sample, 0);
  return Math.min(1, Math.sqrt(sum / samples.length));
}
