import { cpus, loadavg } from 'node:os';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureElectron } from '../../tools/electron.mjs';
import { startPulse } from '../support/pulse';
import { whereIs } from '../support/peer-missing';
import { Figures, type Aim, type Others } from './figures';
import { start } from './suites/start';
import { idle } from './suites/idle';
import { signalling } from './suites/signalling';
import { firstSound } from './suites/first-sound';
import { talking } from './suites/talking';
import { mouthToEar } from './suites/mouth-to-ear';
import { memory } from './suites/memory';
import { herd } from './suites/herd';
import { wire } from './suites/wire';
import { headset } from './suites/headset';
import { plugDevices, type SoundDevices } from './machine/sound-devices';

/** What a suite gets. */
export interface Bench {
  /** Environment with which programs find the sound devices; `null`: there is no PulseAudio. */
  readonly sound: Readonly<Record<string, string>> | null;
  readonly devices: SoundDevices | null;
  /** 200 practice calls instead of 20, and NOTIFYs for a minute. */
  readonly long: boolean;
  record(name: string, value: number, unit: string, others?: Others, aim?: Aim): void;
  /** A line for the reader: what was left out, or where time went. */
  say(line: string): void;
}

const SUITES = {
  start,
  idle,
  signalling,
  'first-sound': firstSound,
  talking,
  'mouth-to-ear': mouthToEar,
  memory,
  herd,
  wire,
  headset,
};

/** Busier than this and the figures say more of the machine's other work than of ours. */
const IDLE_LOAD = 0.3;

async function machine(): Promise<string> {
  const { version, source } = await ensureElectron();
  const cpu = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores`;
  const kernel = readFileSync('/proc/version', 'utf8').split(' ')[2] ?? '';
  return `${cpu}; Linux ${kernel}; Electron ${version} (${source}); load ${loadavg()
    .map((load) => load.toFixed(2))
    .join(' ')}`;
}

function warnOfLoad(load: number): void {
  if (load <= IDLE_LOAD) return;
  const bar = '!'.repeat(78);
  process.stdout.write(
    `${bar}\n!! THIS MACHINE IS NOT IDLE: load ${load.toFixed(2)}. What follows is worse than the truth, and unsteady.\n${bar}\n`,
  );
}

/** PulseAudio and the devices, where it is installed. */
async function openSound(say: Bench['say']): Promise<SoundDevices | null> {
  if (whereIs('pulseaudio') !== undefined) return plugDevices(await startPulse());
  say('PulseAudio is missing: phones use their own substitutes for sound devices; mouth to ear is left out');
  return null;
}

async function runSuites(names: readonly string[], bench: Bench): Promise<number> {
  let failed = 0;
  for (const [name, suite] of Object.entries(SUITES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const startedMs = performance.now();
    bench.say(`${name} …`);
    try {
      await suite(bench);
    } catch (error) {
      failed++;
      bench.say(`${name} FAILED: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    bench.say(`${name}: ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
  }
  return failed;
}

/** Runs the suites, prints the table; the exit code says whether all suites came to an end, not whether aims were met. */
export async function bench(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'string' }, long: { type: 'boolean' }, only: { type: 'string' } },
  });
  const figures = new Figures();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const described = await machine();
  const load = loadavg()[0] ?? 0;
  say(described);
  warnOfLoad(load);
  figures.add('machine.load-at-start', load, '');
  const devices = await openSound(say);
  let failed = 0;
  try {
    failed = await runSuites(values.only?.split(',') ?? [], {
      sound: devices?.env ?? null,
      devices,
      long: values.long ?? false,
      record: (name, value, unit, others, aim) => say(`  ${figures.add(name, value, unit, others, aim)}`),
      say,
    });
  } finally {
    await devices?.stop();
  }
  say(`\n${figures.table()}\n${described}`);
  warnOfLoad(load);
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify(figures.flat(), undefined, 2)}\n`);
  return failed === 0 ? 0 : 1;
}
