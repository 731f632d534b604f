import { usage, type Usage } from './process-tree';
import { nowMs, pass } from './clock';

/** What a tree of processes used over a while. */
export interface Load {
  /** Of one core. */
  readonly cpuPercent: number;
  readonly wakeUpsPerS: number;
  readonly pssMb: number;
  readonly processes: readonly ProcessLoad[];
}

interface ProcessLoad {
  readonly role: string;
  readonly cpuPercent: number;
  readonly wakeUpsPerS: number;
  readonly pssMb: number;
}

const total = (loads: readonly ProcessLoad[], of: keyof Omit<ProcessLoad, 'role'>): number =>
  loads.reduce((sum, load) => sum + load[of], 0);

function between(before: Usage | undefined, after: Usage, pssMb: number, seconds: number): ProcessLoad {
  return {
    role: after.role,
    // A process younger than the while counts with all it used.
    cpuPercent: (after.cpuMs - (before?.cpuMs ?? 0)) / seconds / 10,
    wakeUpsPerS: (after.wakeUps - (before?.wakeUps ?? 0)) / seconds,
    pssMb,
  };
}

/** Lets `ms` pass and looks what `root` and its descendants used. The PSS is read first, so that it disturbs nothing. */
export async function loadOver(root: number, ms: number): Promise<Load> {
  const sizes = new Map(usage(root).map(({ pid, pssMb }) => [pid, pssMb]));
  const before = new Map(usage(root, { pss: false }).map((process) => [process.pid, process]));
  const startedMs = nowMs();
  await pass(ms);
  const after = usage(root, { pss: false });
  const seconds = (nowMs() - startedMs) / 1000;
  const processes = after.map((process) =>
    between(before.get(process.pid), process, sizes.get(process.pid) ?? 0, seconds),
  );
  return {
    cpuPercent: total(processes, 'cpuPercent'),
    wakeUpsPerS: total(processes, 'wakeUpsPerS'),
    pssMb: total(processes, 'pssMb'),
    processes,
  };
}
