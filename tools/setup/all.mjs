import { ensureElectron } from '../electron.mjs';
import { buildStale } from '../build.mjs';
import { hasCommand, run, say } from './command.mjs';
import { checkNode, ensureDependencies } from './dependencies.mjs';
import { ensureLibraries } from './libraries.mjs';
import { ensurePackages } from './packages.mjs';
import { ROOT } from './paths.mjs';

async function ensureRuntime() {
  const runtime = await ensureElectron();
  await ensureLibraries(runtime);
  return runtime;
}

/** From a bare clone to a built app and a runtime that can start it; next to nothing when all is there. */
export async function setUp() {
  checkNode();
  await ensureDependencies();
  const [runtime, built] = await Promise.all([ensureRuntime(), buildStale()]);
  if (built.length > 0) say(`built ${built.join(', ')}`);
  return runtime;
}

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

/** Runs one of the project's own scripts, on a virtual display where there is no other. */
export async function runOnDisplay(script, args, options = {}) {
  const command = [process.execPath, script, ...args];
  if (hasDisplay()) return run(command[0], command.slice(1), { cwd: ROOT, ...options });
  if (!hasCommand('xvfb-run')) await ensurePackages(['xvfb', 'xauth'], 'a virtual display');
  return run('xvfb-run', ['-a', ...command], { cwd: ROOT, ...options });
}
