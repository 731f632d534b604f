import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import { Observable, type Observed } from '../base/observable';
import { Signal, type Event } from '../base/signal';
import type { Found, HidSystem, OpenFailure, UsbParent } from './found';
import { idOf, identityOf, nameOf, type Access, type HeadsetDevice } from './headset-device';
import type { Hotplug } from './hotplug';
import { openedDevice, type OpenedDevice } from './opened-device';
import { Retry } from './retry';

export interface DeviceReport {
  readonly id: string;
  /** With its id first when the descriptor numbers its reports. */
  readonly report: Uint8Array;
  /** Monotonic, when it arrived in this process. */
  readonly atMs: number;
}

export interface DeviceWriteFailure {
  readonly id: string;
  readonly detail: string;
}

/** Whether a device with this report descriptor is a headset; others are left alone, never opened. */
export type IsHeadset = (found: Found, descriptor: Uint8Array) => boolean;

export interface DevicesParts {
  readonly system: HidSystem;
  readonly hotplug: Hotplug;
  readonly clock: Clock;
  readonly log: Log;
  readonly isHeadset: IsHeadset;
}

/** What became of a listed interface. */
type Known =
  | { readonly state: 'ignored'; readonly identity: string }
  | {
      readonly state: 'headset';
      readonly identity: string;
      readonly found: Found;
      readonly device: HeadsetDevice;
      readonly opened: OpenedDevice | null;
    };

type KnownHeadset = Extract<Known, { state: 'headset' }>;

/** Every headset that is plugged in: found, opened, heard, written to, and forgotten when it goes. */
export class Devices implements Disposable {
  readonly #parts: DevicesParts;
  readonly #known = new Map<string, Known>();
  readonly #retries = new Map<string, Retry>();
  readonly #headsets = new Observable<readonly HeadsetDevice[]>([]);
  readonly #reports = new Signal<DeviceReport>();
  readonly #writes = new Signal<DeviceReport>();
  readonly #writeFailures = new Signal<DeviceWriteFailure>();
  readonly #owned = new DisposableStore();
  #scanning: Promise<void> | undefined;
  #again = false;

  constructor(parts: DevicesParts) {
    this.#parts = parts;
    this.#owned.add(
      parts.hotplug.look(() => {
        void this.scan();
      }),
    );
  }

  /** Changes when one comes, goes, or can or cannot be used any more. */
  get headsets(): Observed<readonly HeadsetDevice[]> {
    return this.#headsets;
  }

  get reports(): Event<DeviceReport> {
    return this.#reports.event;
  }

  /** Every report that was given to a headset, when it was. */
  get writes(): Event<DeviceReport> {
    return this.#writes.event;
  }

  get writeFailures(): Event<DeviceWriteFailure> {
    return this.#writeFailures.event;
  }

  /** Nothing happens when the device has gone or cannot be used. */
  write(id: string, report: Uint8Array): void {
    const opened = this.#openedBy(id);
    if (opened === undefined) return;
    this.#writes.fire({ id, report, atMs: this.#parts.clock.monotonicMs() });
    opened.write(report);
  }

  /** Resolves when all that was given to `write` is with the devices or has failed. */
  async written(): Promise<void> {
    await Promise.all(this.#all().map(({ opened }) => opened?.written() ?? Promise.resolve()));
  }

  /** Reads the list of devices; resolves when all new ones are open. Calls during a scan share one more. */
  scan(): Promise<void> {
    if (this.#scanning !== undefined) this.#again = true;
    this.#scanning ??= this.#scanUntilCalm();
    return this.#scanning;
  }

  /** Closes all devices as they are: lights are cleared by whoever lit them. */
  dispose(): void {
    this.#owned.dispose();
    for (const { opened } of this.#all()) opened?.dispose();
    this.#known.clear();
    this.#headsets.dispose();
    this.#reports.dispose();
    this.#writes.dispose();
    this.#writeFailures.dispose();
  }

  async #scanUntilCalm(): Promise<void> {
    do {
      this.#again = false;
      await this.#scanOnce();
    } while (this.#needsAnother());
    this.#scanning = undefined;
  }

  #needsAnother(): boolean {
    return this.#again && !this.#owned.isDisposed;
  }

  async #scanOnce(): Promise<void> {
    const listed = new Map((await this.#parts.system.list()).map((found) => [found.path, found]));
    for (const [path, { identity }] of this.#known) {
      const found = listed.get(path);
      if (found === undefined || identityOf(found) !== identity) this.#forget(path);
    }
    await Promise.all([...listed.values()].map((found) => this.#look(found)));
    this.#publish();
  }

  async #look(found: Found): Promise<void> {
    const known = this.#known.get(found.path);
    if (known === undefined) return this.#meet(found);
    if (known.state === 'headset' && known.opened === null) return this.#open(known);
    return undefined;
  }

  async #meet(found: Found): Promise<void> {
    const identity = identityOf(found);
    const descriptor = await this.#parts.system.descriptor(found);
    // Gone again, or not ready yet: the next look will tell.
    if (!descriptor.ok) return;
    if (!this.#parts.isHeadset(found, descriptor.value)) {
      this.#known.set(found.path, { state: 'ignored', identity });
      return;
    }
    const parent = await this.#parts.system.usbParent(found);
    const device = this.#described(found, parent, descriptor.value);
    const headset: KnownHeadset = { state: 'headset', identity, found, device, opened: null };
    this.#known.set(found.path, headset);
    await this.#open(headset);
  }

  #described(found: Found, parent: UsbParent, descriptor: Uint8Array): HeadsetDevice {
    const { manufacturer, vendorId, productId, serial } = found;
    const taken = new Set(this.#all().map(({ device }) => device.id));
    const id = idOf(found, parent, taken);
    const access: Access = { state: 'unreachable', detail: this.#retries.get(id)?.why ?? '' };
    return { id, name: nameOf(found), manufacturer, vendorId, productId, serial, parent, descriptor, access };
  }

  async #open(headset: KnownHeadset): Promise<void> {
    const { clock, system } = this.#parts;
    const { path } = headset.found;
    const retry = this.#retryOf(headset);
    const waitMs = retry.waitMs(clock.monotonicMs());
    if (waitMs > 0) return;
    const opening = await system.open(headset.found);
    if (this.#known.get(path) !== headset || this.#owned.isDisposed) {
      if (opening.ok) opening.value.dispose();
      return;
    }
    if (!opening.ok) {
      this.#refused(headset, opening.error);
      return;
    }
    retry.opened(clock.monotonicMs());
    const { id } = headset.device;
    const opened = openedDevice(opening.value, {
      report: (report) => {
        this.#reports.fire({ id, report, atMs: clock.monotonicMs() });
      },
      lost: (why) => {
        this.#lost(path, opened, why);
      },
      writeFailed: ({ detail }) => {
        this.#writeFailures.fire({ id, detail });
      },
    });
    this.#set(path, { ...headset, opened, device: { ...headset.device, access: { state: 'open' } } });
  }

  #refused(headset: KnownHeadset, failure: OpenFailure): void {
    const { path } = headset.found;
    switch (failure.kind) {
      case 'not-permitted':
        this.#set(path, { ...headset, device: { ...headset.device, access: { state: 'not-permitted' } } });
        return;
      case 'gone':
        this.#forget(path);
        return;
      case 'cannot-open': {
        const access: Access = { state: 'unreachable', detail: failure.detail };
        this.#set(path, { ...headset, device: { ...headset.device, access } });
        this.#tryLater(headset, failure.detail);
      }
    }
  }

  #lost(path: string, opened: OpenedDevice, why: string): void {
    const known = this.#known.get(path);
    if (known?.state !== 'headset' || known.opened !== opened) return;
    this.#parts.log('info', 'a headset cannot be read any more', { headset: known.device.name, why });
    this.#forget(path);
    this.#publish();
    this.#tryLater(known, why);
  }

  #tryLater(headset: KnownHeadset, why: string): void {
    const { clock, hotplug } = this.#parts;
    const retry = this.#retryOf(headset);
    retry.failed(clock.monotonicMs(), why);
    const waitMs = retry.waitMs(clock.monotonicMs());
    if (waitMs === 0) {
      hotplug.notice();
      return;
    }
    const timer = clock.after(waitMs, () => {
      this.#owned.release(timer);
      void this.scan();
    });
    this.#owned.add(timer);
  }

  #retryOf({ device }: KnownHeadset): Retry {
    const retry = this.#retries.get(device.id) ?? new Retry();
    this.#retries.set(device.id, retry);
    return retry;
  }

  #forget(path: string): void {
    const known = this.#known.get(path);
    this.#known.delete(path);
    if (known?.state === 'headset') known.opened?.dispose();
  }

  #set(path: string, headset: KnownHeadset): void {
    this.#known.set(path, headset);
  }

  #publish(): void {
    const devices = this.#all().map(({ device }) => device);
    const before = this.#headsets.value;
    const same = devices.length === before.length && devices.every((device, at) => device === before[at]);
    if (!same) this.#headsets.set(devices);
  }

  #all(): readonly KnownHeadset[] {
    return [...this.#known.values()].filter((known) => known.state === 'headset');
  }

  #openedBy(id: string): OpenedDevice | undefined {
    return this.#all().find(({ device }) => device.id === id)?.opened ?? undefined;
  }
}
