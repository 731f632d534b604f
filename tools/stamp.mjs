/**
 * A bundle is built again only when one of its inputs changed. An input is first compared by size and time, and
 * by its content when these differ, so that a fresh checkout of the same files builds nothing.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { APP, bundles } from './bundles.mjs';
import { lockHash } from './setup/dependencies.mjs';
import { ROOT } from './setup/paths.mjs';

/** Files that shape every bundle without being part of one. */
const RECIPE = [
  'tools/bundles.mjs',
  'tools/vite-config.mjs',
  'tools/build.mjs',
  'svelte.config.mjs',
  'tsconfig.base.json',
];

const stampFile = (bundle) => join(APP, '.stamps', `${bundle.name}.json`);
const contentHash = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

function unchanged([path, seen]) {
  const now = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (now?.isFile() !== true || now.size !== seen.size) return false;
  return now.mtimeMs === seen.mtimeMs || contentHash(join(ROOT, path)) === seen.hash;
}

/** Cut short when the disk was full or the build killed: as good as none. */
function readStamp(bundle) {
  try {
    return JSON.parse(readFileSync(stampFile(bundle), 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {{ sourceMaps: boolean }} options */
export function isFresh(bundle, options, lock = lockHash()) {
  if (!existsSync(bundle.output)) return false;
  const stamp = readStamp(bundle);
  return (
    stamp?.lock === lock &&
    stamp.sourceMaps === options.sourceMaps &&
    Object.entries(stamp.inputs).every(unchanged)
  );
}

/** The folder of the npm package that `file` belongs to, relative to the root. */
function packageOf(file) {
  for (let folder = dirname(file); folder.includes('node_modules'); folder = dirname(folder)) {
    const about = join(folder, 'package.json');
    // Some packages hold nameless package.json files that only say which module format a folder is in.
    if (existsSync(about) && JSON.parse(readFileSync(about, 'utf8')).version) return relative(ROOT, folder);
  }
  return undefined;
}

/**
 * Records what `bundle` was built from (`inputs`; npm packages count through the lock), and the packages of which
 * code went into it (`taken`).
 */
export function writeStamp(bundle, options, inputs, taken) {
  const own = [...inputs, bundle.entry, ...RECIPE.map((path) => join(ROOT, path))].filter(
    (path) => !path.includes('node_modules') && statSync(path, { throwIfNoEntry: false })?.isFile(),
  );
  const entries = [...new Set(own)].sort().map((path) => {
    const { size, mtimeMs } = statSync(path);
    return [relative(ROOT, path), { size, mtimeMs, hash: contentHash(path) }];
  });
  const packages = [...new Set([...taken].map(packageOf))].filter((folder) => folder !== undefined).sort();
  const stamp = { lock: lockHash(), ...options, packages, inputs: Object.fromEntries(entries) };
  mkdirSync(dirname(stampFile(bundle)), { recursive: true });
  writeFileSync(stampFile(bundle), JSON.stringify(stamp));
}

/** What is there now was not built by `npm run build`: the next one starts afresh. */
export const forget = (bundle) => rmSync(stampFile(bundle), { force: true });

/** The folders of the npm packages of which code is in what was built, relative to the root. */
export function bundledPackages() {
  const stamps = bundles().map((bundle) => JSON.parse(readFileSync(stampFile(bundle), 'utf8')));
  return [...new Set(stamps.flatMap(({ packages }) => packages))].sort();
}
