import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { disposable } from '../../../src-main/base/disposable';
import { silentLog } from '../../../src-main/base/log';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { Hotplug } from '../../../src-main/hid/hotplug';
import { deviceNodes } from '../../../src-main/hid/system/device-nodes';
import { openScratch } from '../../support/scratch';

test('a notice is followed by looks until the device has settled; another one starts anew', () => {
  const clock = new VirtualClock();
  let notice = (): void => undefined;
  let closed = 0;
  const hotplug = new Hotplug(clock, [
    (noticed) => {
      notice = noticed;
      return disposable(() => (closed += 1));
    },
  ]);
  const looks: number[] = [];
  hotplug.look(() => looks.push(clock.monotonicMs()));
  notice();
  clock.advance(100);
  notice();
  clock.advance(10_000);
  expect(looks).toEqual([50, 150, 350, 1_100, 3_100]);
  hotplug.dispose();
  hotplug.notice();
  expect([closed, clock.pending]).toEqual([1, 0]);
});

test('a device node that appears is noticed, another file is not', async () => {
  const scratch = openScratch('nodes');
  try {
    await new Promise<void>((resolve, reject) => {
      const watching = deviceNodes(
        silentLog,
        scratch.dir,
      )(() => {
        watching.dispose();
        resolve();
      });
      writeFileSync(join(scratch.dir, 'sda'), '');
      renameSync(join(scratch.dir, 'sda'), join(scratch.dir, 'hidraw3'));
      setTimeout(reject, 4_000, new Error('not noticed'));
    });
  } finally {
    scratch.remove();
  }
});

test('a folder that cannot be watched is a warning', () => {
  const warnings: string[] = [];
  deviceNodes((_, what) => warnings.push(what), '/nonexistent')(() => undefined).dispose();
  expect(warnings).toHaveLength(1);
});
