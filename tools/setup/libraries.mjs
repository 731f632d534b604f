import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, SetupError } from './command.mjs';
import { ensurePackages } from './packages.mjs';
import { CACHE } from './paths.mjs';

/** What Electron links to or opens when it runs; GTK brings the rest. */
const PACKAGES = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libnotify4', 'libsecret-1-0'];
const STAMP = join(CACHE, 'libraries-checked');

/** Changes with the runtime and with every package that dpkg installs or removes. */
function situation(runtime) {
  const dpkg = statSync('/var/lib/dpkg/status', { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return `${runtime.path} ${String(dpkg)}`;
}

function missingLibraries(runtime) {
  return [...capture('ldd', [runtime.path]).stdout.matchAll(/^\s*(\S+) => not found/gm)].map(
    ([, name]) => name,
  );
}

function checkedBefore(runtime) {
  try {
    return readFileSync(STAMP, 'utf8') === situation(runtime);
  } catch {
    return false;
  }
}

/** Makes sure that the runtime finds its shared libraries (Linux); asks `ldd` again only after a change. */
export async function ensureLibraries(runtime) {
  if (process.platform !== 'linux' || checkedBefore(runtime)) return;
  if (missingLibraries(runtime).length > 0) await ensurePackages(PACKAGES, 'Electron');
  const still = missingLibraries(runtime);
  if (still.length > 0)
    throw new SetupError(`Electron needs these libraries, please install them: ${still.join(' ')}`);
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(STAMP, situation(runtime));
}
