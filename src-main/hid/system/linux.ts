import { constants } from 'node:fs';
import { access, readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { messageOf, type Log } from '../../base/log';
import { fail, ok, type Result } from '../../base/result';
import type { Found, HidSystem, OpenFailure, UsbParent } from '../found';
import { listInterfaces, openInterface } from './node-hid';

/** The kernel's limit (HID_MAX_DESCRIPTOR_SIZE). */
const LONGEST_DESCRIPTOR = 4096;

/**
 * hidraw below sysfs. The descriptor is readable for everyone there, so a headset that may not be opened is still
 * known to be one.
 * @param sys where sysfs is mounted
 */
export function linuxSystem(log: Log, sys = '/sys'): HidSystem {
  const deviceFolder = (found: Found): string => join(sys, 'class/hidraw', basename(found.path), 'device');
  return {
    list: () =>
      listInterfaces().catch((error: unknown) => {
        log('warn', 'HID devices cannot be listed', { why: messageOf(error) });
        return [];
      }),
    async descriptor(found) {
      try {
        const bytes = await readFile(join(deviceFolder(found), 'report_descriptor'));
        return ok(new Uint8Array(bytes.subarray(0, LONGEST_DESCRIPTOR)));
      } catch (error) {
        return fail({ kind: 'no-descriptor', detail: messageOf(error) });
      }
    },
    usbParent: (found) => usbParent(sys, deviceFolder(found), found),
    async open(found) {
      const permitted = await mayOpen(found.path);
      return permitted.ok ? openInterface(found.path) : permitted;
    },
  };
}

/** Asked before opening: node-hid's message names no reason that can be relied upon. */
async function mayOpen(path: string): Promise<Result<void, OpenFailure>> {
  try {
    await access(path, constants.R_OK | constants.W_OK);
    return ok(undefined);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    return fail({ kind: code === 'EACCES' || code === 'EPERM' ? 'not-permitted' : 'gone' });
  }
}

/** The USB device above a HID interface: the first folder upwards that has a vendor. */
async function usbFolder(below: string): Promise<string> {
  const real = await realpath(below).catch(() => '/');
  for (let folder = real; folder !== '/' && folder !== '.'; folder = dirname(folder))
    if ((await text(folder, 'idVendor')) !== '') return folder;
  return '';
}

const text = async (folder: string, name: string): Promise<string> =>
  (await readFile(join(folder, name), 'utf8').catch(() => '')).trim();

async function usbParent(sys: string, device: string, found: Found): Promise<UsbParent> {
  const folder = await usbFolder(device);
  const { vendorId, productId } = found;
  if (folder === '') return { vendorId, productId, port: '', soundCards: [] };
  return { vendorId, productId, port: basename(folder), soundCards: await soundCards(sys, folder) };
}

async function soundCards(sys: string, usb: string): Promise<readonly string[]> {
  const folder = join(sys, 'class/sound');
  const cards = (await readdir(folder).catch(() => [])).filter((name) => /^card\d+$/.test(name)).sort();
  const names = await Promise.all(
    cards.map(async (card) => {
      const place = await realpath(join(folder, card, 'device')).catch(() => '');
      return place.startsWith(`${usb}/`) ? text(join(folder, card), 'id') : '';
    }),
  );
  return names.filter((name) => name !== '');
}
