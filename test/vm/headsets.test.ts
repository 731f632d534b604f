import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from 'vite';
import { viteConfig, type Bundle } from '../../tools/vite-config.mjs';
import { openScratch, type Scratch } from '../support/scratch';
import { boot, type Run } from './support/boot';
import { checksOf, MACHINE_CHECKS, nameOf } from './support/checks';
import { corpus } from './support/corpus';
import { makeImage } from './support/image';
import { machineParts } from './support/machine-parts';

/** On a busy machine the guest needs several times its 20 s. */
const DEADLINE_MS = 240_000;

const parts = machineParts();
const devices = corpus();
let scratch: Scratch;
let run: Run;

/** The guest's program, made as the product's bundles are. */
async function guestProgram(): Promise<string> {
  const output = scratch.path('guest.cjs');
  const bundle: Bundle = { name: 'guest', kind: 'node', entry: join(__dirname, 'guest/main.ts'), output };
  await build(viteConfig(bundle, { sourceMaps: false }));
  return output;
}

describe.skipIf(parts === null)('virtual headsets', () => {
  beforeAll(async () => {
    if (parts === null) return;
    scratch = openScratch('vm');
    run = await boot(makeImage(parts, scratch, await guestProgram(), JSON.stringify(devices)), DEADLINE_MS);
  }, DEADLINE_MS + 60_000);
  afterAll(() => {
    scratch.remove();
  });

  const cameOutWell = (name: string): void => {
    const result = run.results.find((one) => one.name === name);
    if (result === undefined) throw new Error(`the guest never came to it\n${run.console}`);
    expect(result.why).toBeNull();
  };

  for (const device of devices)
    describe(device.name, () => {
      test.each(checksOf(device))('%s', (check) => {
        cameOutWell(nameOf(device, check));
      });
    });

  describe('the machine', () => {
    test.each(MACHINE_CHECKS)('%s', cameOutWell);
  });

  test('the guest’s own count is ours', () => {
    const failed = run.results.filter(({ why }) => why !== null).length;
    const passed = run.results.length - failed;
    expect(run.console).toContain(`\n${String(passed)} passed, ${String(failed)} failed`);
    expect(run.console).toContain('GUEST_EXIT=0');
  });
});
