import { DisposableStore, type Disposable } from '../base/disposable';
import type { OpenInterface, WriteFailure } from './found';
import { WriteQueue } from './write-queue';

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
  const queue = new WriteQueue(
    (report) => device.write(report),
    (failure) => {
      if (!owned.isDisposed) ears.writeFailed(failure);
    },
  );
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
