import type { Loudspeaker, Sounding } from './loudspeaker';

/** Chrome 110 and later; TypeScript's library does not know it yet. */
type SinkContext = AudioContext & { setSinkId(deviceId: string): Promise<void> };

export interface Playing {
  stop(): void;
}

interface Sound {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly rateHz: number;
  readonly loop: boolean;
  /** Begins at a tenth of its loudness and takes so long to reach all of it. */
  readonly risesS?: number;
}

/** Plays samples on a loudspeaker. The context exists only meanwhile: a running one wakes up a hundred times a second. */
export function playOn(loudspeaker: Loudspeaker, sound: Sound, ended?: () => void): Playing {
  const { samples, rateHz, loop } = sound;
  const context = new AudioContext({ sampleRate: rateHz, latencyHint: 'playback' }) as SinkContext;
  const buffer = context.createBuffer(1, samples.length, rateHz);
  buffer.copyToChannel(samples, 0);
  const source = new AudioBufferSourceNode(context, { buffer, loop });
  const gain = new GainNode(context);
  source.connect(gain).connect(swell(context, sound.risesS)).connect(context.destination);
  const sounding: Sounding = {
    setSinkId: (deviceId) => context.setSinkId(deviceId),
    get volume() {
      return gain.gain.value;
    },
    set volume(volume: number) {
      gain.gain.value = volume;
    },
  };
  const stop = (): void => {
    loudspeaker.remove(sounding);
    if (context.state === 'closed') return;
    void context.close();
    ended?.();
  };
  source.addEventListener('ended', stop);
  void loudspeaker.add(sounding).then(() => {
    if (context.state !== 'closed') source.start();
  });
  return { stop };
}

function swell(context: AudioContext, risesS: number | undefined): GainNode {
  const node = new GainNode(context);
  if (risesS === undefined) return node;
  node.gain.setValueAtTime(0.1, context.currentTime);
  node.gain.exponentialRampToValueAtTime(1, context.currentTime + risesS);
  return node;
}
