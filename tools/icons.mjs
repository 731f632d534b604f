/** Draws every icon anew from `assets/icons/offhook.svg` and `tools/icons/drawings.mjs`; the results are committed. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureElectron } from './electron.mjs';
import { icns, ico } from './icons/containers.mjs';
import { trayPictures } from './icons/drawings.mjs';
import { isRoot, main, run, SetupError } from './setup/command.mjs';
import { ROOT } from './setup/paths.mjs';

const ICONS = join(ROOT, 'assets', 'icons');
const APP_SIZES = [16, 32, 48, 64, 128, 256, 512, 1024];
/** Linux desktops look for these by file name. */
const LOOSE_SIZES = [16, 32, 48, 256, 512];
const ICO_SIZES = [16, 32, 48, 64, 128, 256];
const ICNS_SIZES = [32, 64, 128, 256, 512, 1024];

/** @returns {Promise<Buffer[]>} a PNG for each of `[{ svg, pixels }]` */
async function render(wanted) {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-icons-'));
  try {
    const [from, to] = ['wanted.json', 'drawn.json'].map((name) => join(folder, name));
    writeFileSync(from, JSON.stringify(wanted));
    const { path } = await ensureElectron();
    const app = join(folder, 'app');
    mkdirSync(app);
    writeFileSync(join(app, 'package.json'), '{ "name": "icons", "main": "render.cjs" }');
    writeFileSync(join(app, 'render.cjs'), readFileSync(join(ROOT, 'tools', 'icons', 'render.cjs')));
    const args = [
      app,
      `--user-data-dir=${join(folder, 'data')}`,
      ...(isRoot ? ['--no-sandbox'] : []),
      from,
      to,
    ];
    const headless = process.platform === 'linux' ? ['xvfb-run', ['-a', path, ...args]] : [path, args];
    if ((await run(headless[0], headless[1], { stdio: 'ignore' })) !== 0)
      throw new SetupError('the icons could not be drawn');
    return JSON.parse(readFileSync(to, 'utf8')).map((png) => Buffer.from(png, 'base64'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function put(name, bytes) {
  mkdirSync(dirname(join(ICONS, name)), { recursive: true });
  writeFileSync(join(ICONS, name), bytes);
}

async function trayIcons() {
  const wanted = trayPictures().flatMap(({ file, svg, sizes }) =>
    sizes.map(([suffix, pixels]) => ({ name: `${file}${suffix}.png`, svg, pixels })),
  );
  const drawn = await render(wanted);
  for (const [index, png] of drawn.entries()) put(wanted[index].name, png);
}

async function appIcons() {
  const svg = readFileSync(join(ICONS, 'offhook.svg'), 'utf8');
  const drawn = await render(APP_SIZES.map((pixels) => ({ svg, pixels })));
  const pictures = drawn.map((png, index) => ({ pixels: APP_SIZES[index], png }));
  const of = (sizes) => pictures.filter(({ pixels }) => sizes.includes(pixels));
  for (const { pixels, png } of of(LOOSE_SIZES)) put(`${pixels}.png`, png);
  put('offhook.ico', ico(of(ICO_SIZES)));
  put('offhook.icns', icns(of(ICNS_SIZES)));
}

await main(async () => {
  await appIcons();
  await trayIcons();
});
