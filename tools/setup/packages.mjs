import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { capture, isRoot, run, say, SetupError } from './command.mjs';

const INFO = '/var/lib/dpkg/info';
const APT = '/usr/bin/apt-get';
const ENV = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

/** Names changed with Debian's 64-bit time: a later release calls the same library `…t64`. */
const spellings = (name) => [`${name}t64`, name];

const hasRecord = (name) =>
  existsSync(`${INFO}/${name}.list`) ||
  ['amd64', 'arm64'].some((architecture) => existsSync(`${INFO}/${name}:${architecture}.list`));

/** The Debian packages among `names` that are not installed; reads dpkg's files, starts nothing. */
export function missingPackages(names) {
  return names.filter((name) => !spellings(name).some(hasRecord));
}

const knownToApt = (name) => capture('apt-cache', ['show', '--no-all-versions', name]).code === 0;
const spelledForApt = (name) => spellings(name).find(knownToApt) ?? name;

/** Debian asks this file whether a package may start its service: a telephone exchange must not start by itself. */
const POLICY = '/usr/sbin/policy-rc.d';

async function withoutServices(action) {
  if (existsSync(POLICY)) return action();
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n');
  chmodSync(POLICY, 0o755);
  try {
    return await action();
  } finally {
    rmSync(POLICY, { force: true });
  }
}

async function install(missing) {
  say(`installing from Debian: ${missing.join(' ')}`);
  if (!missing.every((name) => spellings(name).some(knownToApt)))
    await run('apt-get', ['update', '-qq'], { env: ENV });
  // The list may be so old that its files are gone from the mirror: refresh it once.
  const arguments_ = () => ['install', '-y', '-qq', '--no-install-recommends', ...missing.map(spelledForApt)];
  const quiet = { env: ENV, stdio: ['ignore', 'ignore', 'inherit'] };
  if ((await run('apt-get', arguments_(), quiet)) === 0) return;
  await run('apt-get', ['update', '-qq'], { env: ENV });
  if ((await run('apt-get', arguments_(), quiet)) !== 0)
    throw new SetupError(`apt-get could not install ${missing.join(' ')}; what it said stands above.`);
}

/** The one line that a person without root rights has to run; elsewhere than on Debian only names can be given. */
export const installLine = (names, hasApt = existsSync(APT)) =>
  hasApt
    ? `sudo apt-get install -y ${names.map(spelledForApt).join(' ')}`
    : `what Debian calls ${names.join(' ')}`;

/** Installs what is missing, or tells the person the one line that does. `forWhat` ends "needed for …". */
export async function ensurePackages(names, forWhat) {
  const missing = missingPackages(names);
  if (missing.length === 0) return;
  const hasApt = existsSync(APT);
  if (!isRoot || !hasApt)
    throw new SetupError(
      `some system packages are needed for ${forWhat}. Please ${hasApt ? 'run' : 'install'}:\n\n  ${installLine(missing)}\n`,
    );
  await withoutServices(() => install(missing));
}
