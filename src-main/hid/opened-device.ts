import { DisposableStore, type Disposable } from '../base/disposable';
import type { OpenInterface, WriteFailure } from './found';
import { WriteQueue } from './write-queue';

/** A device may refuse the report of a light it says it has; one that refuses so many in a row takes none at all. */
const HOPELESS_AFTER = 3;

/** What an open device has to say. */
export interface DeviceEars {
  readonly report: (report: Uint8Array) => void;
  readonly lost: (why: string) => void;
  readonly writeFailed: (failure: WriteFailure) => void;
}

export interface OpenedDevice extends Disposable {
  write(report: Uint8Array): void;
  /** Resolves when everything given to `write` is written or has failed. */
  written(): Promise<void>;
}

/** An opened interface with its queue of writes; disposing closes it. */
export function openedDevice(device: OpenInterface, ears: DeviceEars): OpenedDevice {
  const owned = new DisposableStore();
  owned.add(device);
  owned.add(device.reports(ears.report));
  owned.add(device.lost(ears.lost));
  let refused = 0;
  const queue = new WriteQueue(async (report) => {
    const written = await device.write(report);
    if (owned.isDisposed) return;
    refused = written.ok ? 0 : refused + 1;
    if (!written.ok) ears.writeFailed(written.error);
    if (!written.ok && refused >= HOPELESS_AFTER) ears.lost(written.error.detail);
  });
  return {
    write(report) {
      if (!owned.isDisposed) queue.put(report);
    },
    written: () => queue.drained(),
    dispose: () => {
      owned.dispose();
    },
  };
}
