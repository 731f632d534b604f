import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one run of one peer; gone when removed. */
export interface Scratch {
  readonly dir: string;
  path(...names: string[]): string;
  remove(): void;
}

/** Set `OFFHOOK_KEEP_SCRATCH=1` to look at generated configurations and recordings after a run. */
const keep = process.env['OFFHOOK_KEEP_SCRATCH'] === '1';

export function openScratch(name: string, parent = tmpdir()): Scratch {
  mkdirSync(parent, { recursive: true });
  const dir = mkdtempSync(join(parent, `offhook-${name}-`));
  return {
    dir,
    path: (...names) => join(dir, ...names),
    remove: () => {
      if (!keep) rmSync(dir, { recursive: true, force: true });
    },
  };
}
