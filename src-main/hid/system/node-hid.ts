import { devicesAsync, HIDAsync, type Device } from 'node-hid';
import { disposable } from '../../base/disposable';
import { messageOf } from '../../base/log';
import { fail, ok, type Result } from '../../base/result';
import { Signal } from '../../base/signal';
import type { Found, OpenFailure, OpenInterface, WriteFailure } from '../found';

/** The system's HID interfaces. node-hid lists one once per top collection, under the same path. */
export async function listInterfaces(): Promise<readonly Found[]> {
  const byPath = new Map<string, Found>();
  for (const device of await devicesAsync()) {
    if (device.path === undefined || device.path === '') continue;
    byPath.set(device.path, merged(byPath.get(device.path), device, device.path));
  }
  return [...byPath.values()];
}

function merged(known: Found | undefined, device: Device, path: string): Found {
  // A usage of 0 is left out by node-hid.
  const top = { page: device.usagePage ?? 0, usage: device.usage ?? 0 };
  if (known !== undefined) return { ...known, topUsages: [...known.topUsages, top] };
  return {
    path,
    vendorId: device.vendorId,
    productId: device.productId,
    manufacturer: device.manufacturer ?? '',
    product: device.product ?? '',
    serial: device.serialNumber ?? '',
    interface: device.interface,
    topUsages: [top],
  };
}

/** Opens beside other programs: macOS would otherwise take the device from them. */
export async function openInterface(path: string): Promise<Result<OpenInterface, OpenFailure>> {
  try {
    return ok(readingFrom(await HIDAsync.open(path, { nonExclusive: true })));
  } catch (error) {
    return fail({ kind: 'cannot-open', detail: messageOf(error) });
  }
}

function readingFrom(device: HIDAsync): OpenInterface {
  const reports = new Signal<Uint8Array>();
  const lost = new Signal<string>();
  const closing = disposable(() => {
    reports.dispose();
    lost.dispose();
    device.close().catch(() => undefined);
  });
  device.on('error', (error: unknown) => {
    // node-hid's read errors are strings.
    lost.fire(messageOf(error));
  });
  device.on('data', (report: Uint8Array) => {
    reports.fire(report);
  });
  return {
    reports: reports.event,
    lost: lost.event,
    write: (report) => write(device, report),
    dispose: () => {
      closing.dispose();
    },
  };
}

async function write(device: HIDAsync, report: Uint8Array): Promise<Result<void, WriteFailure>> {
  try {
    const written = await device.write(Buffer.from(report));
    // Windows pads a report to its longest one and counts that; fewer than given is a failure everywhere.
    if (written >= report.length) return ok(undefined);
    return fail({ kind: 'write-failed', detail: `${String(written)} of ${String(report.length)} bytes` });
  } catch (error) {
    return fail({ kind: 'write-failed', detail: messageOf(error) });
  }
}
