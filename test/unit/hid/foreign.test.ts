import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mayBeHeadset, prebuiltFile } from '../../../src-main/hid/system/foreign';
import { libraryReader } from '../../../src-main/hid/system/library';
import { FOUND } from './support/fake-system';

test.each([
  ['win32', 'x64'],
  ['win32', 'arm64'],
  ['darwin', 'x64'],
  ['darwin', 'arm64'],
  ['linux', 'x64'],
] as const)('node-hid has the library for %s on %s where it is looked for', (platform, architecture) => {
  expect(existsSync(prebuiltFile(platform, architecture))).toBe(true);
});

test('its functions can be called, and a path that leads nowhere is a failure', async () => {
  // node-hid initialises hidapi.
  await import('node-hid').then(({ devicesAsync }) => devicesAsync());
  const reader = await libraryReader(prebuiltFile(process.platform));
  if (!reader.ok) throw new Error(reader.error.detail);
  const read = await reader.value(join(__dirname, 'no-such-device'));
  expect(read).toEqual({ ok: false, error: { kind: 'no-descriptor', detail: 'hid_open_path failed' } });
});

test('a file that is no library is a failure', async () => {
  expect(await libraryReader(__filename)).toMatchObject({ ok: false, error: { kind: 'no-descriptor' } });
});

test('only a telephony collection is opened, never a keyboard', () => {
  expect(mayBeHeadset(FOUND)).toBe(true);
  expect(mayBeHeadset({ ...FOUND, topUsages: [{ page: 0x0c, usage: 1 }] })).toBe(false);
  const keyboard = { page: 1, usage: 6 };
  expect(mayBeHeadset({ ...FOUND, topUsages: [...FOUND.topUsages, keyboard] })).toBe(false);
});
