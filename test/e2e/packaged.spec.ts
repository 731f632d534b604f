import { spawnSync } from 'node:child_process';
import { expect, test } from 'playwright/test';
import { fusesOf, PACKAGED_BINARY, PackagedApp } from '../support/packaged-app';
import { openScratch } from '../support/scratch';

test.skip(process.platform !== 'linux', 'the unpacked build that is tested is the one for Linux');

test('its fuses are set in the binary', () => {
  expect(fusesOf(PACKAGED_BINARY)).toEqual({
    runAsNode: false,
    cookieEncryption: true,
    nodeOptionsEnvironmentVariable: false,
    nodeCliInspectArguments: false,
    embeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
  });
});

test('it cannot be run as Node', () => {
  const scratch = openScratch('packaged-node');
  const asNode = spawnSync(PACKAGED_BINARY, ['-p', '"ran as " + "node"'], {
    env: { ELECTRON_RUN_AS_NODE: '1', HOME: scratch.dir, PATH: process.env['PATH'] ?? '' },
    encoding: 'utf8',
    timeout: 10_000,
  });
  scratch.remove();
  expect(asNode.stdout).not.toContain('ran as node');
});

test('a newcomer tries it without a line and 600 answers', async () => {
  const scratch = openScratch('packaged');
  const app = await PackagedApp.start(scratch.path('data'));
  try {
    await app.phone.getByRole('button', { name: /try without a line/i }).click();
    const field = app.phone.getByRole('combobox').first();
    await field.fill('600');
    await field.press('Enter');
    await expect(app.phone.getByRole('button', { name: /hang up/i })).toBeVisible();
    await expect(app.phone.getByText(/\b0:0[2-9]\b/)).toBeVisible({ timeout: 20_000 });
    await app.phone.getByRole('button', { name: /hang up/i }).click();
    await expect(app.phone.getByRole('button', { name: /hang up/i })).toHaveCount(0);
  } finally {
    await app.stop();
    scratch.remove();
  }
});
