/**
 * The virtual machine of the headset tests: Debian's own kernel and udev, downloaded and unpacked, never installed.
 * `node tools/test/vm.mjs` fetches them by hand.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture, main, say, SetupError } from '../setup/command.mjs';
import { ensurePackages } from '../setup/packages.mjs';
import { CACHE } from '../setup/paths.mjs';

const PACKAGES = ['qemu-system-x86', 'busybox-static', 'cpio'];
const FOLDER = join(CACHE, 'vm');

function output(command, args, options) {
  const { code, stdout, stderr } = capture(command, args, options);
  if (code !== 0) throw new SetupError(`${command} ${args.join(' ')} failed: ${stderr.trim()}`);
  return stdout;
}

/** The kernel package that Debian's `linux-image-amd64` stands for now: with USB, which the cloud kernel lacks. */
function kernelPackage() {
  const name = /Depends: (linux-image-\S+)/.exec(output('apt-cache', ['depends', 'linux-image-amd64']))?.[1];
  if (name === undefined) throw new SetupError('apt knows no Linux kernel');
  return name;
}

const versionOf = (name) =>
  /^Version: (.+)$/m.exec(output('apt-cache', ['show', '--no-all-versions', name]))?.[1] ?? 'unknown';

/** The package's files, unpacked once per version. */
function unpacked(name) {
  const folder = join(FOLDER, `${name}_${versionOf(name).replace(/[^\w.+~-]/g, '-')}`);
  if (existsSync(folder)) return folder;
  mkdirSync(FOLDER, { recursive: true });
  const draft = mkdtempSync(join(FOLDER, 'draft-'));
  try {
    say(`fetching ${name} for the virtual headsets`);
    output('apt-get', ['download', '-qq', name], { cwd: draft });
    const [file] = readdirSync(draft).filter((entry) => entry.endsWith('.deb'));
    output('dpkg-deb', ['-x', join(draft, file), join(draft, 'tree')]);
    renameSync(join(draft, 'tree'), folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

async function fetchAll() {
  if (process.arch !== 'x64') throw new SetupError('the virtual headsets need an x64 machine.');
  await ensurePackages(PACKAGES, 'the virtual headsets');
  const parts = { kernel: unpacked(kernelPackage()), udev: unpacked('udev') };
  writeFileSync(join(FOLDER, 'current.json'), JSON.stringify(parts));
}

/**
 * Fetches what the virtual machine is made of. What is missing after that the tests say themselves.
 * @returns {Promise<void>} never rejects
 */
export async function prepareVm() {
  if (process.platform !== 'linux') return say('the virtual headsets need Linux and are left to it.');
  return fetchAll().catch((error) => say(error.message));
}

if (process.argv[1] === import.meta.filename) await main(fetchAll);
