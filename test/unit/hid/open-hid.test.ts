import { expect, test } from 'vitest';
import type { LogLevel } from '../../../src-main/base/log';
import { systemClock } from '../../../src-main/base/system-clock';
import { openHid } from '../../../src-main/hid/open-hid';

test('this machine’s devices are listed; none is opened that is not a headset', async () => {
  const failures: [LogLevel, string][] = [];
  const log = (level: LogLevel, what: string): void => void failures.push([level, what]);
  const hid = openHid({ clock: systemClock, log, isHeadset: () => false });
  await hid.devices.scan();
  expect(hid.devices.headsets.value).toEqual([]);
  hid.woke();
  hid.dispose();
  expect(failures.filter(([, what]) => what.includes('cannot be listed'))).toEqual([]);
});
