import { openScratch } from '../../support/scratch';
import { cpuMs, treeOf } from '../machine/process-tree';
import { nowMs, pass } from '../machine/clock';
import { BARE_ELECTRON, startElectron, type Electron } from '../phones/electron';
import { startOffhook } from '../phones/offhook';
import type { Bench } from '../bench';
import { median } from '../machine/statistics';

const RUNS = 5;
const WATCHED_MS = 2500;
const STEP_MS = 20;
/** Settled: painted, and so long … */
const QUIET_MS = 300;
/** … the whole tree used a tenth of one core at most. */
const QUIET_CPU_MS = 30;

interface Sample {
  readonly atMs: number;
  readonly cpuMs: number;
}

async function watched(electron: Electron): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  while (nowMs() - electron.startedMs < WATCHED_MS) {
    samples.push({ atMs: nowMs(), cpuMs: cpuMs(treeOf(electron.program.pid)) });
    await pass(STEP_MS);
  }
  return samples;
}

/** The beginning of the first quiet while after `paintMs`. */
function settledMs(samples: readonly Sample[], paintMs: number): number {
  for (const { atMs, cpuMs: used } of samples) {
    if (atMs < paintMs) continue;
    const end = samples.find((later) => later.atMs >= atMs + QUIET_MS);
    if (!end) return NaN;
    if (end.cpuMs - used <= QUIET_CPU_MS) return atMs;
  }
  return NaN;
}

async function paintMs(electron: Electron, part: string): Promise<number> {
  const page = await electron.page(part);
  const atMs = await page.evaluate(
    `performance.timeOrigin + (performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN)`,
  );
  page.close();
  return Number(atMs) - page.offsetMs;
}

interface Started {
  readonly paint: number;
  readonly settled: number;
}

async function look(electron: Electron, part: string): Promise<Started> {
  const samples = await watched(electron);
  const painted = await paintMs(electron, part);
  return { paint: painted - electron.startedMs, settled: settledMs(samples, painted) - electron.startedMs };
}

async function bareOnce(bench: Bench): Promise<Started> {
  const scratch = openScratch('bench-bare');
  const electron = await startElectron(BARE_ELECTRON, {
    userData: scratch.path('data'),
    sound: bench.sound,
    debugging: true,
  });
  try {
    return await look(electron, 'word.html');
  } finally {
    await electron.stop();
    scratch.remove();
  }
}

async function ownOnce(bench: Bench): Promise<Started & { readonly registered: number }> {
  const phone = await startOffhook({ sound: bench.sound });
  try {
    const started = await look(phone.electron, '/phone/');
    return { ...started, registered: (await phone.exchange.registered(5000)) - phone.startedMs };
  } finally {
    await phone.stop();
  }
}

/** Start → painted, settled, registered; Offhook and bare Electron in turn, each with a new profile. */
export async function start(bench: Bench): Promise<void> {
  const bare: Started[] = [];
  const own: Awaited<ReturnType<typeof ownOnce>>[] = [];
  // The first of each reads from the disk what the others have in memory.
  await bareOnce(bench);
  await ownOnce(bench);
  for (let run = 0; run < RUNS; run++) {
    bare.push(await bareOnce(bench));
    own.push(await ownOnce(bench));
  }
  const of = (values: readonly number[]): number => median(values.filter((value) => !Number.isNaN(value)));
  const paint = of(own.map((one) => one.paint));
  const settled = of(own.map((one) => one.settled));
  const barePaint = of(bare.map((one) => one.paint));
  const bareSettled = of(bare.map((one) => one.settled));
  bench.record('start.painted', paint, 'ms', { bare: barePaint });
  bench.record('start.settled', settled, 'ms', { bare: bareSettled });
  bench.record('start.settled-ratio', settled / bareSettled, '×', {}, { atMost: 1.25 });
  bench.record('start.registered', of(own.map((one) => one.registered)), 'ms');
}
