import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hasCommand } from '../../../tools/setup/command.mjs';
import { installLine } from '../../../tools/setup/packages.mjs';
import { isFresh } from '../../../tools/stamp.mjs';
import { openScratch, type Scratch } from '../../support/scratch';

let scratch: Scratch;
beforeEach(() => {
  scratch = openScratch('setup');
});
afterEach(() => {
  scratch.remove();
});

test('a command is known by the path, whatever installed it', () => {
  const command = scratch.path('bin', 'xvfb-run');
  mkdirSync(dirname(command));
  expect(hasCommand('xvfb-run', scratch.path('bin'))).toBe(false);
  writeFileSync(command, '');
  expect(hasCommand('xvfb-run', scratch.path('bin'))).toBe(true);
  expect(hasCommand('xvfb-run', '')).toBe(false);
});

test('who has no apt-get is not told to run it', () => {
  expect(installLine(['xvfb', 'xauth'], false)).toBe('what Debian calls xvfb xauth');
});

test('a record that was cut short means building again', () => {
  const bundle = { name: `cut-short-${String(process.pid)}`, output: scratch.path('x') };
  const stamp = join('out', 'app', '.stamps', `${bundle.name}.json`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(bundle.output, '');
  writeFileSync(stamp, '{"lock":');
  try {
    expect(isFresh(bundle, { sourceMaps: false })).toBe(false);
  } finally {
    rmSync(stamp);
  }
});
