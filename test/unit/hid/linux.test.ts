import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import { linuxSystem } from '../../../src-main/hid/system/linux';
import { openScratch, type Scratch } from '../../support/scratch';
import { DESCRIPTORS } from './support/descriptors';
import { FOUND } from './support/fake-system';

let scratch: Scratch;
beforeEach(() => {
  scratch = openScratch('sysfs');
});
afterEach(() => {
  scratch.remove();
});

const at = (...parts: readonly string[]): string => join(scratch.dir, ...parts);

function folder(...parts: readonly string[]): string {
  const path = at(...parts);
  mkdirSync(path, { recursive: true });
  return path;
}

/** A sysfs with one headset: its HID interface and its sound card below the USB device 1-2, another card below 1-20. */
function plugIn(): void {
  const usb = 'devices/pci0000:00/usb1/1-2';
  const hid = folder(usb, '1-2:1.3/0003:1234:ABCD.0001');
  writeFileSync(join(hid, 'report_descriptor'), DESCRIPTORS.headset);
  writeFileSync(at(usb, 'idVendor'), '1234\n');
  folder('class/hidraw/hidraw0');
  symlinkSync(hid, at('class/hidraw/hidraw0/device'));
  for (const [card, place] of [
    ['card1', `${usb}/1-2:1.0`],
    ['card0', 'devices/pci0000:00/usb1/1-20/1-20:1.0'],
  ] as const) {
    folder('class/sound', card);
    symlinkSync(folder(place), at('class/sound', card, 'device'));
    writeFileSync(at('class/sound', card, 'id'), `${card}name\n`);
  }
}

test('the descriptor is read without opening the device', async () => {
  plugIn();
  const read = await linuxSystem(silentLog, scratch.dir).descriptor(FOUND);
  expect(read).toEqual({ ok: true, value: DESCRIPTORS.headset });
});

test('a device that went meanwhile has no descriptor', async () => {
  const read = await linuxSystem(silentLog, scratch.dir).descriptor(FOUND);
  expect(read).toMatchObject({ ok: false, error: { kind: 'no-descriptor' } });
});

test('port and sound cards of its USB device, not of a neighbour’s with a longer name', async () => {
  plugIn();
  const parent = await linuxSystem(silentLog, scratch.dir).usbParent(FOUND);
  expect(parent).toEqual({ vendorId: 0x1234, productId: 0xabcd, port: '1-2', soundCards: ['card1name'] });
});

test('a Bluetooth device has no port', async () => {
  const hid = folder('devices/virtual/misc/uhid/0005:1234:ABCD.0001');
  folder('class/hidraw/hidraw0');
  symlinkSync(hid, at('class/hidraw/hidraw0/device'));
  const parent = await linuxSystem(silentLog, scratch.dir).usbParent(FOUND);
  expect(parent).toMatchObject({ port: '', soundCards: [] });
});

test.skipIf(process.getuid?.() === 0)('a node without permission is told from one that is gone', async () => {
  const path = at('node');
  writeFileSync(path, '');
  chmodSync(path, 0);
  const system = linuxSystem(silentLog);
  expect(await system.open({ ...FOUND, path })).toEqual({ ok: false, error: { kind: 'not-permitted' } });
});

test('a node that is gone is not one without permission', async () => {
  const system = linuxSystem(silentLog);
  const opening = await system.open({ ...FOUND, path: at('nothing') });
  expect(opening).toEqual({ ok: false, error: { kind: 'gone' } });
});
