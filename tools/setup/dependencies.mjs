import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, say, SetupError } from './command.mjs';
import { ROOT } from './paths.mjs';

const LOCK = join(ROOT, 'package-lock.json');
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');
const STAMP = join(ROOT, 'node_modules', '.offhook-installed');
const LEAST_NODE = [20, 19];

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw new SetupError(
    `Offhook needs Node ${LEAST_NODE.join('.')} or newer; this is ${process.versions.node}. Install a newer one and try again.`,
  );
}

/** Identifies the set of dependencies: everything built or checked from them depends on this. */
export function lockHash() {
  return createHash('sha256').update(readFileSync(LOCK)).digest('hex');
}

/** True when npm's record of what it installed holds every package of the lock that this system can have. */
function installedMatchesLock() {
  if (!existsSync(INSTALLED)) return false;
  const wanted = JSON.parse(readFileSync(LOCK, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      (installed[path] === undefined ? entry.optional === true : installed[path].version === entry.version),
  );
}

/** Installs the npm packages unless what is there already is what the lock says. */
export async function ensureDependencies() {
  const hash = lockHash();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
  if (!installedMatchesLock()) {
    say('installing the npm packages (only the first time, and when they change)');
    // No install script is needed: esbuild and the native modules carry their binaries in packages, Electron comes later.
    const code = await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: ROOT,
      env: { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
    });
    if (code !== 0)
      throw new SetupError('the npm packages could not be installed; what npm said stands above.');
  }
  writeFileSync(STAMP, hash);
}
