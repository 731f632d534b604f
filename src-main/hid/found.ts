import type { Event } from '../base/signal';
import type { Disposable } from '../base/disposable';
import type { Result } from '../base/result';

/** An application collection at the top of a report descriptor. */
export interface TopUsage {
  readonly page: number;
  readonly usage: number;
}

/** A HID interface as the system lists it, not opened. */
export interface Found {
  /** What opens it: `/dev/hidraw3`, a device instance path, `DevSrvsID:…`. Another one after every re-plug. */
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturer: string;
  readonly product: string;
  /** Empty where the device has none. */
  readonly serial: string;
  /** The USB interface's number; −1 where the system does not say. */
  readonly interface: number;
  /** Everything reached through `path`; Windows gives each collection a path of its own. */
  readonly topUsages: readonly TopUsage[];
}

/** The USB device a HID interface belongs to: what its sound card has in common with it. */
export interface UsbParent {
  readonly vendorId: number;
  readonly productId: number;
  /** Where it is plugged: Linux' `1-2.4`, empty where the system does not say. */
  readonly port: string;
  /** ALSA's names of the cards of the same USB device ("Headset", "SC660"); Linux only. */
  readonly soundCards: readonly string[];
}

/** The descriptor could not be had; `detail` is for the log. */
export interface NoDescriptor {
  readonly kind: 'no-descriptor';
  readonly detail: string;
}

export type OpenFailure =
  | { readonly kind: 'not-permitted' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'cannot-open'; readonly detail: string };

export interface WriteFailure {
  readonly kind: 'write-failed';
  readonly detail: string;
}

export interface OpenInterface extends Disposable {
  /** Input reports; the first byte is the report's id when the descriptor numbers its reports. */
  readonly reports: Event<Uint8Array>;
  /** Fires once when reading fails: unplugged, asleep, or taken away. */
  readonly lost: Event<string>;
  /** A whole output report, its id (0 for none) first. Ends when the system has taken it. */
  write(report: Uint8Array): Promise<Result<void, WriteFailure>>;
}

/** What an operating system must be able to do; one implementation per system. */
export interface HidSystem {
  /** Every interface that could be a headset; opens none. A listing that failed is an empty one, and logged. */
  list(): Promise<readonly Found[]>;
  /** The report descriptor as the device gave it (Windows: an equivalent one put together by the driver). */
  descriptor(found: Found): Promise<Result<Uint8Array, NoDescriptor>>;
  usbParent(found: Found): Promise<UsbParent>;
  open(found: Found): Promise<Result<OpenInterface, OpenFailure>>;
}
