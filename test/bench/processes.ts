import type { Bench } from './bench';
import type { Load } from './machine/load';

type ProcessLoad = Load['processes'][number];

/** By role; two of a kind are told apart by a number, in the order they were started. */
function byRole(load: Load): ReadonlyMap<string, ProcessLoad> {
  const named = new Map<string, ProcessLoad>();
  for (const process of load.processes) {
    let name = process.role;
    for (let count = 2; named.has(name); count++) name = `${process.role}-${count}`;
    named.set(name, process);
  }
  return named;
}

/** What each process of ours uses, beside bare Electron's of the same role, for whoever looks for a reason. */
export function recordProcesses(bench: Bench, when: string, own: Load, bare?: Load): void {
  const theirs: ReadonlyMap<string, ProcessLoad> = bare ? byRole(bare) : new Map();
  for (const [role, load] of byRole(own)) {
    const other = theirs.get(role);
    const beside = (of: 'cpuPercent' | 'pssMb' | 'wakeUpsPerS'): { bare?: number } =>
      other ? { bare: other[of] } : {};
    bench.record(`${when}.${role}.cpu`, load.cpuPercent, '%', beside('cpuPercent'));
    bench.record(`${when}.${role}.pss`, load.pssMb, 'MB', beside('pssMb'));
    bench.record(`${when}.${role}.wake-ups`, load.wakeUpsPerS, '/s', beside('wakeUpsPerS'));
  }
}
