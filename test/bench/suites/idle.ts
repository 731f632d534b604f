import { openScratch } from '../../support/scratch';
import type { Bench } from '../bench';
import type { Others } from '../figures';
import { nowMs, pass } from '../machine/clock';
import { loadOver, type Load } from '../machine/load';
import { countRunning } from '../machine/process-tree';
import { BARE_ELECTRON, startElectron } from '../phones/electron';
import { startOffhook } from '../phones/offhook';
import { withOthersTogether } from '../phones/others';
import { recordProcesses } from '../processes';

/** Since the process was started, as the figures of others were measured. */
const EARLY_MS = 4000;
const EARLY_WHILE_MS = 5000;
/** By now what waits for a first call has gone to sleep. */
const LATE_MS = 16_000;
const LATE_WHILE_MS = 10_000;

interface Idle {
  readonly early: Load;
  readonly late: Load;
}

async function idleOf(root: number, startedMs: number): Promise<Idle> {
  await pass(startedMs + EARLY_MS - nowMs());
  const early = await loadOver(root, EARLY_WHILE_MS);
  await pass(startedMs + LATE_MS - nowMs());
  return { early, late: await loadOver(root, LATE_WHILE_MS) };
}

async function bareIdle(bench: Bench): Promise<Idle> {
  const scratch = openScratch('bench-bare');
  const electron = await startElectron(BARE_ELECTRON, { userData: scratch.path('data'), sound: bench.sound });
  try {
    return await idleOf(electron.program.pid, electron.startedMs);
  } finally {
    await electron.stop();
    scratch.remove();
  }
}

async function ownIdle(bench: Bench): Promise<Idle> {
  const phone = await startOffhook({ sound: bench.sound, debugging: false });
  try {
    await phone.exchange.registered(10_000);
    return await idleOf(phone.pid, phone.startedMs);
  } finally {
    await phone.stop();
  }
}

/** Pages shared with somebody else's Electron count in parts only. */
function warnOfOthers(bench: Bench): void {
  const running = countRunning('electron');
  if (running > 0) bench.say(`  !! ${running} other Electron processes run: every PSS is too small`);
}

/** Registered, windows open, nothing going on. */
export async function idle(bench: Bench): Promise<void> {
  warnOfOthers(bench);
  const others: Partial<Record<'baresip' | 'linphonec', Idle>> = {};
  const phones = withOthersTogether(bench, async (phone, name) => {
    others[name] = await idleOf(phone.pid, phone.startedMs);
  });
  // They share neither memory nor much time with it.
  const bare = await bareIdle(bench);
  await phones;
  const own = await ownIdle(bench);
  const beside = (of: (idle: Idle) => number): Others =>
    Object.fromEntries(Object.entries({ bare, ...others }).map(([name, theirs]) => [name, of(theirs)]));
  bench.record(
    'idle.at-4s.pss',
    own.early.pssMb,
    'MB',
    beside(({ early }) => early.pssMb),
  );
  bench.record('idle.at-4s.pss-ratio', own.early.pssMb / bare.early.pssMb, '×', {}, { atMost: 1.2 });
  bench.record(
    'idle.at-4s.cpu',
    own.early.cpuPercent,
    '%',
    beside(({ early }) => early.cpuPercent),
  );
  bench.record(
    'idle.at-4s.wake-ups',
    own.early.wakeUpsPerS,
    '/s',
    beside(({ early }) => early.wakeUpsPerS),
  );
  const cpu = beside(({ late }) => late.cpuPercent);
  const wakeUps = beside(({ late }) => late.wakeUpsPerS);
  bench.record('idle.cpu', own.late.cpuPercent, '%', cpu, { atMost: 0.1 });
  bench.record('idle.wake-ups', own.late.wakeUpsPerS, '/s', wakeUps, { atMost: 5 });
  bench.record(
    'idle.pss',
    own.late.pssMb,
    'MB',
    beside(({ late }) => late.pssMb),
  );
  recordProcesses(bench, 'idle', own.late, bare.late);
}
