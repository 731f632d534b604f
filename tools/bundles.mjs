import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { OUT, ROOT } from './setup/paths.mjs';

/** Where everything that runs is built to; `package.json`'s `main` points into it. */
export const APP = join(OUT, 'app');

/**
 * @typedef {object} Bundle
 * @property {string} name names the bundle in messages and stamps
 * @property {'node' | 'preload' | 'window'} kind
 * @property {string} entry
 * @property {string} output a file, or a window's folder
 */

const scripts = (folder) =>
  readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));

/** @returns {Bundle[]} */
function entriesOf(folder, kind, prefix) {
  return scripts(folder).map((file) => {
    const name = prefix + basename(file, '.ts');
    return { name, kind, entry: join(ROOT, folder, file), output: join(APP, `${name}.cjs`) };
  });
}

/** @returns {Bundle[]} */
function windows() {
  const pages = readdirSync(join(ROOT, 'src-renderer')).map((name) => ({
    name,
    kind: /** @type {const} */ ('window'),
    entry: join(ROOT, 'src-renderer', name, 'index.html'),
    output: join(APP, name),
  }));
  return pages.filter((page) => existsSync(page.entry));
}

/**
 * Every script directly in `src-main` is a process, every one directly in `src-preload` a window's preload, and
 * every `src-renderer` folder with an `index.html` a window.
 */
export const bundles = () => [
  ...entriesOf('src-main', 'node', ''),
  ...entriesOf('src-preload', 'preload', 'preload-'),
  ...windows(),
];
