import type { Found, UsbParent } from './found';

/** A headset that is plugged in, whether it can be used or not. */
export interface HeadsetDevice {
  /** The same after a re-plug: vendor, product, serial number (or else the port), interface. */
  readonly id: string;
  readonly name: string;
  readonly manufacturer: string;
  readonly vendorId: number;
  readonly productId: number;
  /** Identifies the person's own device: never in a log or a diagnostics file. */
  readonly serial: string;
  readonly parent: UsbParent;
  /** Its report descriptor. */
  readonly descriptor: Uint8Array;
  readonly access: Access;
}

export type Access =
  /** Open: its reports are heard and it can be written to. */
  | { readonly state: 'open' }
  /** Linux: the person has no right to the node; see permission.ts for what helps. */
  | { readonly state: 'not-permitted' }
  /** It is listed, but opening or reading it fails; it is tried again. */
  | { readonly state: 'unreachable'; readonly detail: string };

const hex = (value: number): string => value.toString(16).padStart(4, '0');

/** Tells a device from another that got the same path later. */
export const identityOf = ({ vendorId, productId, serial, interface: number }: Found): string =>
  [hex(vendorId), hex(productId), serial, String(number)].join(':');

/** A device without a serial number is known by its port; two alike on a system without ports get a number each. */
export function idOf(found: Found, { port }: UsbParent, taken: ReadonlySet<string>): string {
  const id = identityOf({ ...found, serial: found.serial === '' ? port : found.serial });
  if (!taken.has(id)) return id;
  let number = 2;
  while (taken.has(`${id}#${String(number)}`)) number += 1;
  return `${id}#${String(number)}`;
}

const UNNAMED = /^\s*$/;

export function nameOf({ product, manufacturer, vendorId, productId }: Found): string {
  if (!UNNAMED.test(product)) return product.trim();
  if (!UNNAMED.test(manufacturer)) return manufacturer.trim();
  return `${hex(vendorId)}:${hex(productId)}`;
}
