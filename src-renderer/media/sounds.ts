import type { Loudspeaker } from './loudspeaker';
import { renderTone, TONE_RATE, type ToneName } from './tones';

/** Chrome 110 and later; TypeScript's library does not know it yet. */
type SinkContext = AudioContext & { setSinkId(deviceId: string): Promise<void> };

interface Playing {
  stop(): void;
}

/** Plays tones. An audio context exists only while one sounds: a running one wakes up a hundred times a second. */
export class Sounds {
  readonly #loudspeakers: { readonly hear: Loudspeaker; readonly ring: Loudspeaker };
  #name: ToneName | 'none' = 'none';
  #playing: Playing | undefined;

  constructor(loudspeakers: { readonly hear: Loudspeaker; readonly ring: Loudspeaker }) {
    this.#loudspeakers = loudspeakers;
  }

  /** What shall sound until told otherwise. */
  play(name: ToneName | 'none'): void {
    if (name === this.#name) return;
    this.#name = name;
    this.#playing?.stop();
    this.#playing = name === 'none' ? undefined : this.#start(name, name === 'ring' ? 'ring' : 'hear', true);
  }

  /** One second on a role's loudspeaker. */
  test(role: 'hear' | 'ring'): void {
    this.#start('test', role, false);
  }

  #start(name: ToneName, role: 'hear' | 'ring', loop: boolean): Playing {
    const context = new AudioContext({ sampleRate: TONE_RATE, latencyHint: 'playback' }) as SinkContext;
    const loudspeaker = this.#loudspeakers[role];
    const samples = renderTone(name);
    const buffer = context.createBuffer(1, samples.length, TONE_RATE);
    buffer.copyToChannel(samples, 0);
    const source = new AudioBufferSourceNode(context, { buffer, loop });
    source.connect(context.destination);
    const stop = (): void => {
      loudspeaker.remove(context);
      if (context.state !== 'closed') void context.close();
    };
    source.addEventListener('ended', stop);
    void loudspeaker.add(context).then(() => {
      if (context.state !== 'closed') source.start();
    });
    return { stop };
  }
}
