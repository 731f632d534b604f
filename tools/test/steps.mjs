/**
 * The steps of `npm test`, fast ones first. A `check` passes or fails as a whole and speaks only when it fails;
 * a `tests` step counts its tests, and so does one that runs `beside` them.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npm, run } from '../setup/command.mjs';
import { ensurePackages } from '../setup/packages.mjs';
import { OUT, ROOT } from '../setup/paths.mjs';
import { checkCount, playwrightCount, vitestCount } from './count.mjs';
import { runQuietly } from './quiet.mjs';

const REPORTS = join(OUT, 'test');
const bin = (module, path) => join(ROOT, 'node_modules', module, path);

/** A step that runs one of the installed tools or own scripts under this Node. */
const check = (name, script, ...args) => ({
  name,
  kind: 'check',
  async run() {
    const { code, output } = await runQuietly(process.execPath, [script, ...args]);
    return { count: checkCount(code === 0), output: code === 0 ? '' : output };
  },
});

const TSC = bin('typescript', 'bin/tsc');
const types = (folder) => check(`types ${folder}`, TSC, '--project', folder, '--noEmit', '--pretty', 'false');

const hasTests = (folder) =>
  existsSync(folder) &&
  readdirSync(folder, { recursive: true }).some((name) => /\.(test|spec)\.ts$/.test(name));

function reportFile(name) {
  const file = join(REPORTS, `${name}.json`);
  rmSync(file, { force: true });
  return file;
}

/** Runs under a virtual display of its own on Linux: no window pops up, and a server without a screen can test. */
async function onVirtualDisplay(script, args, options) {
  if (process.platform !== 'linux') return run(process.execPath, [script, ...args], options);
  await ensurePackages(['xvfb', 'xauth'], 'a virtual display');
  return run('xvfb-run', ['-a', process.execPath, script, ...args], options);
}

const vitest = (name, { display = false } = {}) => ({
  name,
  kind: 'tests',
  needsPeers: name === 'peer',
  needsVm: name === 'vm',
  async run() {
    const report = reportFile(name);
    const args = ['run', '--project', `${name}*`, '--passWithNoTests'];
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const start = display
      ? onVirtualDisplay
      : (script, more, options) => run(process.execPath, [script, ...more], options);
    const code = await start(bin('vitest', 'vitest.mjs'), [...args, ...reporters], { cwd: ROOT });
    return { count: vitestCount(report, code), output: '' };
  },
});

const playwright = (name, prepare = () => Promise.resolve(0)) => ({
  name,
  kind: 'tests',
  async run() {
    if (!hasTests(join(ROOT, 'test', 'e2e'))) return { count: checkCount(true), output: '' };
    if ((await prepare()) !== 0) return { count: checkCount(false), output: '' };
    const report = reportFile(name);
    const code = await onVirtualDisplay(
      bin('playwright', 'cli.js'),
      [
        'test',
        '--config',
        'test/e2e/playwright.config.ts',
        '--project',
        name,
        '--reporter=list,json',
        '--pass-with-no-tests',
      ],
      { cwd: ROOT, env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report } },
    );
    return { count: playwrightCount(report, code), output: '' };
  },
});

/** Tests that mostly wait: run from the time their peers are there, beside all others, and shown at the end. */
const beside = (name) => ({
  name,
  kind: 'beside',
  needsPeers: true,
  async run() {
    const report = reportFile(name);
    const { code, output } = await runQuietly(process.execPath, [
      bin('vitest', 'vitest.mjs'),
      ...['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ]);
    return { count: vitestCount(report, code), output };
  },
});

/** A check that must wait for its turn. */
const later = (step) => ({ ...step, kind: 'later' });

const packageIt = () => npm(['run', '--silent', 'dist', '--', '--folder-only'], { cwd: ROOT });

export const STEPS = [
  check('prettier', bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'),
  ...['src-main', 'src-preload', 'test'].map(types),
  check(
    'svelte',
    bin('svelte-check', 'bin/svelte-check'),
    '--tsconfig',
    'src-renderer/tsconfig.json',
    '--fail-on-warnings',
    '--output',
    'human',
  ),
  types('src-renderer'),
  check(
    'layers',
    bin('dependency-cruiser', 'bin/dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err',
    'src-main',
    'src-preload',
    'src-renderer',
  ),
  check('unused', bin('knip', 'bin/knip.js'), '--no-progress'),
  check('eslint', bin('eslint', 'bin/eslint.js'), '.'),
  vitest('unit'),
  vitest('architecture'),
  vitest('ladder'),
  vitest('torture'),
  vitest('vm'),
  later(check('build', join(ROOT, 'tools', 'build.mjs'))),
  later(check('licences', join(ROOT, 'tools', 'licences.mjs'))),
  vitest('peer', { display: true }),
  beside('long'),
  playwright('e2e'),
  playwright('packaged', packageIt),
];
