import { readFileSync } from 'node:fs';
import { eventually } from '../../support/deadline';
import type { Pulse } from '../../support/pulse';
import { startProgram } from '../../support/program';
import { openScratch } from '../../support/scratch';
import type { Sound } from '../../support/sound/sound';

const RATE_HZ = 48_000;
const BOTH = 'bench';

/** What went into the microphone and what came out of the loudspeaker, sample by sample at the same time. */
export interface BothSides {
  readonly mouth: Sound;
  readonly ear: Sound;
}

/** A microphone and a loudspeaker for every phone, the system's default. */
export interface SoundDevices {
  readonly env: Readonly<Record<string, string>>;
  /** Says something into the microphone; returns how to stop. */
  say(sound: Sound): () => void;
  /** Records both sides; stops and returns them when called. */
  record(): Promise<() => Promise<BothSides>>;
  stop(): Promise<void>;
}

/** Some programs know devices by their description only. */
const called = (kind: 'sink' | 'source', name: string): readonly string[] => [
  `${kind}_properties=device.description=${name}`,
];

/** One null sink whose left channel the microphone hears and whose right one the loudspeaker plays: one clock for both. */
async function load(pulse: Pulse): Promise<void> {
  const left = ['channels=1', 'channel_map=mono', 'master_channel_map=front-left', 'remix=no'];
  const right = ['channels=1', 'channel_map=mono', 'master_channel_map=front-right', 'remix=no'];
  const modules = [
    ['module-null-sink', `sink_name=${BOTH}`, `rate=${RATE_HZ}`, 'channels=2'],
    ['module-remap-sink', 'sink_name=mouth', `master=${BOTH}`, ...called('sink', 'mouth'), ...left],
    ['module-remap-sink', 'sink_name=ear', `master=${BOTH}`, ...called('sink', 'ear'), ...right],
    ['module-remap-source', 'source_name=mic', `master=${BOTH}.monitor`, ...called('source', 'mic'), ...left],
  ];
  for (const words of modules) await pulse.pactl('load-module', ...words);
  await pulse.pactl('set-default-sink', 'ear');
  await pulse.pactl('set-default-source', 'mic');
}

/** What a recorder of the whole device needs: small steps, or all sound comes late. */
const READ = ['-d', `${BOTH}.monitor`, '--raw', `--rate=${RATE_HZ}`, '--channels=2', '--latency-msec=10'];

function split(raw: Buffer): BothSides {
  const frames = Math.floor(raw.length / 4);
  const side = (offset: number): Sound => ({
    rateHz: RATE_HZ,
    samples: Float32Array.from(
      { length: frames },
      (_, frame) => raw.readInt16LE(frame * 4 + offset) / 32_768,
    ),
  });
  return { mouth: side(0), ear: side(2) };
}

export async function plugDevices(pulse: Pulse): Promise<SoundDevices> {
  await load(pulse);
  const scratch = openScratch('bench-sound');
  const env = { ...process.env, ...pulse.env };
  // A null sink that nobody reads wakes every two seconds only.
  const reader = startProgram('reader', 'parec', [...READ, '/dev/null'], { env });
  let files = 0;
  return {
    env: pulse.env,
    say: (sound) => pulse.play('mouth', sound).stop,
    record: async () => {
      const file = scratch.path(`${++files}.raw`);
      const recorder = startProgram('recorder', 'parec', [...READ, '--format=s16le', file], { env });
      const size = (): number => readFileSync(file).length;
      await recorder.untilReady(
        eventually(5000, 'a recording', () => Promise.resolve(size() > 0 ? true : undefined)),
      );
      return async () => {
        await recorder.stop();
        return split(readFileSync(file));
      };
    },
    stop: async () => {
      await reader.stop();
      await pulse.stop();
      scratch.remove();
    },
  };
}
