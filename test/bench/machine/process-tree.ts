import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_S = 100;

/** What a process has used so far. */
export interface Usage {
  readonly pid: number;
  /** `main`, `gpu`, `zygote`, `renderer`, `offhook-line`, …; the program's name for what is no Chromium process. */
  readonly role: string;
  /** In steps of 10 ms. */
  readonly cpuMs: number;
  /** Proportional set size: what is shared counts in parts. */
  readonly pssMb: number;
  /** Of that, what is no file: unlike the whole it does not depend on who else has the same files mapped. */
  readonly anonymousMb: number;
  /** How often one of its threads went to sleep by itself: each is a wake-up before long. */
  readonly wakeUps: number;
}

const text = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended between listing and reading.
    return undefined;
  }
};

/** The fields of `/proc/PID/stat` after the name, which may hold anything. */
function stat(pid: number): readonly string[] {
  const line = text(`/proc/${pid}/stat`) ?? '';
  return line.slice(line.lastIndexOf(')') + 2).split(' ');
}

/** `root` and all that descend from it. */
export function treeOf(root: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (pid > root) parents.set(pid, Number(stat(pid)[1]));
  }
  const tree = new Set([root]);
  for (let before = 0; before !== tree.size;) {
    before = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree];
}

/** User and system time of all threads so far, also of those that ended. */
export function cpuMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const [user, system] = stat(pid).slice(11, 13);
    return sum + ((Number(user ?? 0) + Number(system ?? 0)) * 1000) / TICKS_PER_S;
  }, 0);
}

function wakeUps(pid: number): number {
  let threads: readonly string[] = [];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return 0;
  }
  return threads.reduce((sum, thread) => {
    const status = text(`/proc/${pid}/task/${thread}/status`) ?? '';
    return sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }, 0);
}

function sizes(pid: number): Pick<Usage, 'pssMb' | 'anonymousMb'> {
  const rollup = text(`/proc/${pid}/smaps_rollup`) ?? '';
  const mb = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) / 1024;
  return { pssMb: mb('Pss'), anonymousMb: mb('Pss_Anon') };
}

function roleOf(pid: number, isRoot: boolean): string {
  const words = (text(`/proc/${pid}/cmdline`) ?? '').split('\0').join(' ');
  const type = /--type=(\S+)/.exec(words)?.[1];
  const service = /--utility-sub-type=(?:\S+\.)?(\w+)/.exec(words)?.[1];
  if (type === undefined) return isRoot ? 'main' : (text(`/proc/${pid}/comm`) ?? '').trim();
  return type === 'utility' && service !== undefined ? service : type;
}

/** Every process of the tree as it is now. Reading the PSS takes milliseconds of kernel time per process. */
export function usage(root: number, options: { readonly pss: boolean } = { pss: true }): readonly Usage[] {
  return treeOf(root).map((pid) => ({
    pid,
    role: roleOf(pid, pid === root),
    cpuMs: cpuMs([pid]),
    ...(options.pss ? sizes(pid) : { pssMb: 0, anonymousMb: 0 }),
    wakeUps: wakeUps(pid),
  }));
}

/** How many processes of that name run on this machine. */
export function countRunning(name: string): number {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && text(`/proc/${pid}/comm`)?.trim() === name)
    .length;
}
