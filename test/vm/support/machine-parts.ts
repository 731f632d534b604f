import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { whereIs } from '../../support/peer-missing';

/** Unpacked Debian packages: see tools/test/vm.mjs. */
export interface MachineParts {
  readonly kernel: string;
  readonly udev: string;
}

const CACHE =
  process.env['OFFHOOK_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'offhook');

const Current = v.object({ kernel: v.string(), udev: v.string() });

const HOW = 'node tools/test/vm.mjs';

function found(): MachineParts | null {
  const programs = ['qemu-system-x86_64', 'busybox', 'cpio'];
  if (programs.some((program) => whereIs(program) === undefined)) return null;
  const file = join(CACHE, 'vm', 'current.json');
  if (!existsSync(file)) return null;
  const parts = v.parse(Current, JSON.parse(readFileSync(file, 'utf8')));
  return existsSync(parts.kernel) && existsSync(parts.udev) ? parts : null;
}

/** What the virtual machine is made of; `null`, with a loud line, where it is missing. With `CI=true` it throws. */
export function machineParts(): MachineParts | null {
  const parts = found();
  if (parts !== null) return parts;
  if (process.env['CI'] === 'true') throw new Error(`the virtual headsets are missing (${HOW})`);
  console.warn(`\n⚠ SKIPPED, the virtual headsets are missing on this machine (${HOW})\n`);
  return null;
}
