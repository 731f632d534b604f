/**
 * `npm run dist`: the installers for this system below `out/dist`. Where the packaging tools or the current Electron
 * cannot be fetched, Linux still gets its unpacked build from the runtime at hand, and this says what is missing.
 * `--folder-only` stops after the unpacked build; `--all` makes a missing installer a failure (for releases).
 */
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureElectron, runtimeFolder } from './electron.mjs';
import { buildStale } from './build.mjs';
import { main, npm, run, say, SetupError } from './setup/command.mjs';
import { checkNode, ensureDependencies } from './setup/dependencies.mjs';
import { OUT, ROOT } from './setup/paths.mjs';
import { runQuietly } from './test/quiet.mjs';

const BUILDER = join(ROOT, 'node_modules', 'electron-builder', 'cli.js');
const LINUX_INSTALLERS = ['AppImage', 'deb', 'rpm'];
const UNPACKED = join(OUT, 'dist', `linux-${process.arch === 'x64' ? '' : `${process.arch}-`}unpacked`);

/** The runtime as packaging wants it: without the app that starts folders. */
function bareRuntime(runtime) {
  const folder = join(OUT, 'electron');
  const source = runtimeFolder(runtime);
  const startsFolders = [join(source, 'resources', 'app'), join(source, 'resources', 'default_app.asar')];
  rmSync(folder, { recursive: true, force: true });
  cpSync(source, folder, {
    recursive: true,
    filter: (path) => !startsFolders.includes(path),
    verbatimSymlinks: true,
  });
  return folder;
}

async function builder(args) {
  // npm's variables would make the packager ask npm for the dependency tree as if it were a script of ours.
  return runQuietly(process.execPath, [BUILDER, '--publish', 'never', ...args]);
}

function check({ code, output }, what) {
  if (code !== 0) throw new SetupError(`${what} failed\n${output}`);
}

async function unpackedLinux(runtime) {
  const args = [
    '--linux',
    'dir',
    `-c.electronDist=${bareRuntime(runtime)}`,
    `-c.electronVersion=${runtime.version}`,
  ];
  check(await builder(args), 'the unpacked build');
  rmSync(join(OUT, 'electron'), { recursive: true, force: true });
  say(`made ${UNPACKED} with Electron ${runtime.version}`);
}

/** The last line that says why, without the stack. */
const reason = (output) =>
  /(?:⨯|Error:)\s*(.+)/.exec(output)?.[1]?.slice(0, 160) ?? 'the packaging tool failed';

/** Makes the installers from the unpacked build, each for itself; resolves with those that could not be made. */
async function linuxInstallers(runtime) {
  const left = [];
  for (const target of LINUX_INSTALLERS) {
    const { code, output } = await builder([
      '--linux',
      target,
      '--prepackaged',
      UNPACKED,
      `-c.electronVersion=${runtime.version}`,
    ]);
    if (code === 0) say(`made the ${target} package`);
    else left.push(`${target} (${reason(output)})`);
  }
  return left;
}

async function distLinux(runtime, { folderOnly, all }) {
  await unpackedLinux(runtime);
  if (folderOnly) return 0;
  const left =
    runtime.source === 'fallback'
      ? LINUX_INSTALLERS.map(
          (target) => `${target} (only with the current Electron, which cannot be fetched here)`,
        )
      : await linuxInstallers(runtime);
  if (left.length > 0) say(`left out: ${left.join(', ')}. The unpacked build is complete and runs as it is.`);
  return left.length > 0 && all ? 1 : 0;
}

/** Both architectures are packaged on one Mac, but npm installed the native modules of this one only. */
async function bothMacModules() {
  const versionOf = (name) =>
    JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;
  const wanted = ['x64', 'arm64'].flatMap((cpu) => [
    `@libsql/darwin-${cpu}@${versionOf('libsql')}`,
    `@node-usb/usb-darwin-${cpu}@${versionOf('usb')}`,
    `@koromix/koffi-darwin-${cpu}@${versionOf('koffi')}`,
  ]);
  const code = await npm(
    ['install', '--no-save', '--force', '--ignore-scripts', '--loglevel=error', ...wanted],
    {
      cwd: ROOT,
    },
  );
  if (code !== 0) throw new SetupError('the native modules for both architectures could not be installed.');
}

await main(async () => {
  checkNode();
  await ensureDependencies();
  const runtime = await ensureElectron();
  await buildStale();
  const notices = join(OUT, 'notices.txt');
  check(
    await runQuietly(process.execPath, [join(ROOT, 'tools', 'licences.mjs'), '--notices', notices]),
    'the licence check',
  );
  const options = { folderOnly: process.argv.includes('--folder-only'), all: process.argv.includes('--all') };
  if (process.platform === 'linux') return distLinux(runtime, options);
  if (process.platform === 'darwin' && !options.folderOnly) await bothMacModules();
  return run(process.execPath, [BUILDER, '--publish', 'never', ...(options.folderOnly ? ['--dir'] : [])], {
    cwd: ROOT,
  });
});
