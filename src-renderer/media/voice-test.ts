import type { Loudspeaker } from './loudspeaker';
import type { Microphone, Share } from './microphone';
import { playOn } from './player';

const RECORDED_MS = 4000;

interface Parts {
  readonly microphone: Microphone;
  readonly loudspeaker: Loudspeaker;
  readonly report: (state: 'idle' | 'recording' | 'playing') => void;
}

/** Records a few seconds of the microphone as calls get it, and plays them where calls are heard. Nothing is kept. */
export class VoiceTest {
  readonly #parts: Parts;
  #running = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    this.#parts.report('recording');
    const recorded = await this.#record();
    const sound = recorded && (await decoded(recorded).catch(() => null));
    if (sound) {
      this.#parts.report('playing');
      await this.#play(sound);
    }
    this.#running = false;
    this.#parts.report('idle');
  }

  async #record(): Promise<Blob | null> {
    const opened: { share?: Share } = {};
    const track = await new Promise<MediaStreamTrack | null>((resolve) => {
      opened.share = this.#parts.microphone.share(resolve);
    });
    const blob = track && (await recording(track));
    opened.share?.release();
    return blob;
  }

  #play(sound: AudioBuffer): Promise<void> {
    const samples = sound.getChannelData(0);
    return new Promise((resolve) => {
      playOn(this.#parts.loudspeaker, { samples, rateHz: sound.sampleRate, loop: false }, resolve);
    });
  }
}

function recording(track: MediaStreamTrack): Promise<Blob> {
  const recorder = new MediaRecorder(new MediaStream([track]));
  return new Promise((resolve) => {
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
    recorder.addEventListener('stop', () => {
      resolve(new Blob(parts));
    });
    recorder.start();
    window.setTimeout(() => {
      if (recorder.state !== 'inactive') recorder.stop();
    }, RECORDED_MS);
  });
}

async function decoded(blob: Blob): Promise<AudioBuffer> {
  const bytes = await blob.arrayBuffer();
  return new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes);
}
