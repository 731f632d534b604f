#!/usr/bin/env node
/**
 * Makes a small Debian sid tree holding Asterisk, the PBX the peer tests call: bookworm has no Asterisk package.
 * The tree is only read and run by tests; it is never part of the product.
 *
 * Usage: node tools/asterisk-chroot.mjs [--where]
 *   --where  prints the tree's folder and makes nothing
 *
 * Making it needs root, debootstrap, about a minute and 500 MB. A tree that is there already is left alone.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const PACKAGES = ['asterisk', 'asterisk-core-sounds-en-gsm'];

/** Where the tree lives, whether or not it has been made. */
export function asteriskChrootDir() {
  const xdg = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(process.env.OFFHOOK_CACHE ?? join(xdg, 'offhook'), 'asterisk-sid');
}

/** The Debian mirror this machine's apt uses already, so that no address is written down here. */
function mirrorOfThisMachine() {
  const format = '$(REPO_URI) $(ORIGIN) $(LABEL)';
  const listed = spawnSync('apt-get', ['indextargets', '--format', format], { encoding: 'utf8' });
  const lines = (listed.stdout ?? '').split('\n').map((line) => line.trim());
  const uri = lines.find((line) => line.endsWith(' Debian Debian'))?.split(' ')[0];
  if (uri === undefined)
    throw new Error('apt knows no Debian mirror: is this Debian, and has apt-get update been run?');
  return uri;
}

/** What stands in the way, as a sentence, or undefined. */
function obstacle() {
  if (process.platform !== 'linux') return 'Asterisk from Debian needs Linux.';
  if (process.getuid?.() !== 0)
    return 'debootstrap needs root: run "sudo -E node tools/asterisk-chroot.mjs".';
  if (spawnSync('debootstrap', ['--version']).error)
    return 'debootstrap is missing: run "apt-get install debootstrap".';
  return undefined;
}

/** debootstrap mounts /proc in the tree and leaves it there when it is interrupted; deleting through a mount is deadly. */
function unmountBelow(dir) {
  const below = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((point) => point.startsWith(`${dir}/`));
  for (const point of below.reverse()) {
    if (spawnSync('umount', [point]).status !== 0)
      throw new Error(`${point} is still mounted and cannot be unmounted`);
  }
}

function discard(dir) {
  unmountBelow(dir);
  rmSync(dir, { recursive: true, force: true });
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Trees of earlier runs that were killed half-way; one that another running process builds is left to it. */
function discardAbandoned(dir) {
  const parent = dirname(dir);
  for (const name of readdirSync(parent)) {
    const pid = /^asterisk-sid\.partial-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) discard(join(parent, name));
  }
}

function isProgress(line) {
  return /^I: (Retrieving InRelease|Resolving|Retrieving asterisk|Extracting|Unpacking the base|Configuring (asterisk|libc6)|Base system)/.test(
    line,
  );
}

async function debootstrap(dir, mirror) {
  const args = ['--variant=minbase', `--include=${PACKAGES.join(',')}`, 'sid', dir, mirror];
  const child = spawn('debootstrap', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const tail = [];
  const follow = (stream) => {
    createInterface({ input: stream }).on('line', (line) => {
      tail.push(line);
      if (tail.length > 20) tail.shift();
      if (isProgress(line)) console.log(`  ${line.slice(3)}`);
    });
  };
  follow(child.stdout);
  follow(child.stderr);
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`debootstrap ended with ${code}:\n${tail.join('\n')}`);
}

/** Makes the tree unless it exists. Appears whole or not at all: it is built beside its place and renamed. */
export async function makeAsteriskChroot(dir = asteriskChrootDir()) {
  if (existsSync(dir)) return dir;
  const why = obstacle();
  if (why !== undefined) throw new Error(why);
  mkdirSync(dirname(dir), { recursive: true });
  discardAbandoned(dir);
  const partial = `${dir}.partial-${process.pid}`;
  const startedAtMs = Date.now();
  console.log(`Making an Asterisk tree in ${dir} (about a minute) …`);
  try {
    await debootstrap(partial, mirrorOfThisMachine());
    unmountBelow(partial);
    rmSync(join(partial, 'var/cache/apt/archives'), { recursive: true, force: true });
    if (existsSync(dir)) discard(partial);
    else renameSync(partial, dir);
  } catch (error) {
    discard(partial);
    throw error;
  }
  console.log(`Done in ${Math.round((Date.now() - startedAtMs) / 1000)} s.`);
  return dir;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--where')) console.log(asteriskChrootDir());
  else {
    try {
      await makeAsteriskChroot();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  }
}
