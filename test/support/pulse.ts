import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { eventually } from './deadline';
import type { Log } from './log';
import { whereIs } from './peer-missing';
import { type Program, startProgram } from './program';
import { openScratch, type Scratch } from './scratch';
import { resampled } from './sound/resample';
import type { Sound } from './sound/sound';
import { soundOfRaw, writeWav } from './sound/wav';

const RATE_HZ = 48_000;

/** A device that can vanish in mid-call, as headsets do. */
export interface PulseDevice {
  /** What applications list. */
  readonly name: string;
  unplug(): Promise<void>;
}

/** Plays into nothing; what it plays is recorded from its monitor. */
export interface PulseSpeaker extends PulseDevice {
  /** Records from now until the returned function is called. Resolves once the recorder really reads. */
  record(): Promise<() => Promise<Sound>>;
}

/** `ended` resolves when the last sample is on its way, or after `stop`; give the sound a silent tail to hear all of it. */
export interface Playing {
  readonly ended: Promise<void>;
  readonly stop: () => void;
}

export interface PulseMicrophone extends PulseDevice {
  /** Plays `sound` once into the microphone. */
  say(sound: Sound): Playing;
}

export interface Pulse extends AsyncDisposable {
  /** For the program under test. */
  readonly env: Readonly<Record<string, string>>;
  readonly log: Log;
  plugSpeaker(name: string): Promise<PulseSpeaker>;
  plugMicrophone(name: string): Promise<PulseMicrophone>;
  /** Plays `sound` once into any sink, as an application would. */
  play(sink: string, sound: Sound): Playing;
  /** Records any source from now until the returned function is called, as an application would. */
  record(source: string): Promise<() => Promise<Sound>>;
  /** `pactl` against this server. */
  pactl(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Everything below the run's own folder: neither the person's server nor their settings are touched. */
function environment(scratch: Scratch): Readonly<Record<string, string>> {
  mkdirSync(scratch.path('home'));
  mkdirSync(scratch.path('runtime'), { mode: 0o700 });
  return {
    HOME: scratch.path('home'),
    XDG_RUNTIME_DIR: scratch.path('runtime'),
    PULSE_RUNTIME_PATH: scratch.path('runtime'),
    PULSE_SERVER: `unix:${scratch.path('socket')}`,
  };
}

/** A PulseAudio server with no devices but those plugged in (0.3 s). */
export async function startPulse(): Promise<Pulse> {
  const scratch = openScratch('pulse');
  const env = environment(scratch);
  const whole = { ...process.env, ...env };
  const socket = `module-native-protocol-unix socket=${scratch.path('socket')} auth-anonymous=1`;
  const args = [
    '-n',
    '--daemonize=no',
    '--use-pid-file=no',
    '--exit-idle-time=-1',
    '--disallow-exit',
    '-L',
    socket,
  ];
  const program = startProgram('pulseaudio', whereIs('pulseaudio') ?? 'pulseaudio', args, { env: whole });
  const pactl = async (...words: readonly string[]): Promise<string> =>
    (await promisify(execFile)('pactl', words, { env: whole, timeout: 5000 })).stdout.trim();
  const stop = async (): Promise<void> => {
    await program.stop();
    scratch.remove();
  };
  try {
    await program.untilReady(eventually(5000, 'PulseAudio answers', () => pactl('info')));
  } catch (error) {
    await stop();
    throw error;
  }
  const server: Server = { scratch, env: whole, pactl };
  return {
    env,
    log: program.log,
    plugSpeaker: (name) => plugSpeaker(server, name),
    plugMicrophone: (name) => plugMicrophone(server, name),
    play: (sink, sound) => play(server, sink, sound),
    record: (source) => record(server, source),
    pactl,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Server {
  readonly scratch: Scratch;
  readonly env: NodeJS.ProcessEnv;
  pactl(...args: readonly string[]): Promise<string>;
}

/**
 * A null sink that nobody reads wakes every 2 s only, and all sound through it comes up to 2 s late: somebody must read
 * in small steps all the time.
 */
function keepAwake(server: Server, sink: string): Program {
  const args = ['-d', `${sink}.monitor`, '--raw', '--channels=1', '--latency-msec=10', '/dev/null'];
  return startProgram(`reader of ${sink}`, 'parec', args, { env: server.env });
}

async function plugSpeaker(server: Server, name: string): Promise<PulseSpeaker> {
  const properties = `sink_properties=device.description=${name}`;
  const index = await server.pactl(
    'load-module',
    'module-null-sink',
    `sink_name=${name}`,
    `rate=${String(RATE_HZ)}`,
    properties,
  );
  const reader = keepAwake(server, name);
  return {
    name,
    unplug: async () => {
      await reader.stop();
      await server.pactl('unload-module', index);
    },
    record: () => record(server, `${name}.monitor`),
  };
}

let files = 0;

async function record(server: Server, source: string): Promise<() => Promise<Sound>> {
  const file = server.scratch.path(`recording-${String((files += 1))}.raw`);
  const format = [
    '--raw',
    '--format=s16le',
    `--rate=${String(RATE_HZ)}`,
    '--channels=1',
    '--latency-msec=10',
  ];
  const recorder = startProgram(`parec ${source}`, 'parec', ['-d', source, ...format, file], {
    env: server.env,
  });
  await recorder.untilReady(
    eventually(5000, `a recording of ${source}`, () =>
      Promise.resolve(existsSync(file) && readFileSync(file).length > 0 ? true : undefined),
    ),
  );
  return async () => {
    await recorder.stop();
    return soundOfRaw(readFileSync(file), RATE_HZ);
  };
}

/** A null sink's monitor under another name: browsers hide monitors from the list of microphones. */
async function plugMicrophone(server: Server, name: string): Promise<PulseMicrophone> {
  const feed = `${name}_feed`;
  const sink = await server.pactl(
    'load-module',
    'module-null-sink',
    `sink_name=${feed}`,
    `rate=${String(RATE_HZ)}`,
  );
  const source = await server.pactl(
    ...['load-module', 'module-remap-source', `source_name=${name}`, `master=${feed}.monitor`],
    `source_properties=device.description=${name}`,
  );
  const reader = keepAwake(server, feed);
  return {
    name,
    unplug: async () => {
      await reader.stop();
      await server.pactl('unload-module', source);
      await server.pactl('unload-module', sink);
    },
    say: (sound) => play(server, feed, sound),
  };
}

function play(server: Server, sink: string, sound: Sound): Playing {
  const file = server.scratch.path(`played-${String((files += 1))}.wav`);
  writeWav(file, resampled(sound, RATE_HZ));
  const player = spawn('paplay', ['-d', sink, file], { env: server.env, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => {
    player.once('error', () => {
      resolve();
    });
    player.once('close', () => {
      resolve();
    });
  });
  return { ended, stop: () => player.kill() };
}
