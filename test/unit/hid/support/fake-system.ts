import { fail, ok } from '../../../../src-main/base/result';
import { Signal } from '../../../../src-main/base/signal';
import type { Found, HidSystem, OpenFailure, WriteFailure } from '../../../../src-main/hid/found';

/** One plugged-in interface of a made-up system. */
export interface FakeInterface {
  readonly found: Found;
  readonly descriptor: Uint8Array;
  /** Every report that was written to it. */
  readonly written: number[][];
  opened: number;
  refusal: OpenFailure | null;
  writeFailure: WriteFailure | null;
  press(...report: readonly number[]): void;
  fail(why: string): void;
}

export const FOUND: Found = {
  path: '/dev/hidraw0',
  vendorId: 0x1234,
  productId: 0xabcd,
  manufacturer: 'Maker',
  product: 'Headset',
  serial: 'S1',
  interface: 3,
  topUsages: [{ page: 0x0b, usage: 5 }],
};

/** A HID system in memory, whose devices a test plugs and unplugs. */
export class FakeSystem implements HidSystem {
  readonly #plugged = new Map<string, FakeInterface & { readonly end: Signal<string> }>();
  readonly #reports = new Map<string, Signal<Uint8Array>>();
  listings = 0;

  plug(found: Partial<Found> = {}, descriptor: readonly number[] = [1]): FakeInterface {
    const whole = { ...FOUND, ...found };
    const reports = new Signal<Uint8Array>();
    const end = new Signal<string>();
    const made = {
      found: whole,
      descriptor: Uint8Array.from(descriptor),
      written: [],
      opened: 0,
      refusal: null,
      writeFailure: null,
      end,
      press: (...report: readonly number[]) => {
        reports.fire(Uint8Array.from(report));
      },
      fail: (why: string) => {
        end.fire(why);
      },
    };
    this.#plugged.set(whole.path, made);
    this.#reports.set(whole.path, reports);
    return made;
  }

  unplug({ found }: FakeInterface): void {
    const device = this.#plugged.get(found.path);
    this.#plugged.delete(found.path);
    device?.end.fire('could not read from HID device');
  }

  list(): Promise<readonly Found[]> {
    this.listings += 1;
    return Promise.resolve([...this.#plugged.values()].map(({ found }) => found));
  }

  descriptor({ path }: Found): ReturnType<HidSystem['descriptor']> {
    const device = this.#plugged.get(path);
    return Promise.resolve(
      device === undefined ? fail({ kind: 'no-descriptor', detail: 'gone' }) : ok(device.descriptor),
    );
  }

  usbParent({ vendorId, productId, path }: Found): ReturnType<HidSystem['usbParent']> {
    return Promise.resolve({ vendorId, productId, port: `port of ${path}`, soundCards: [] });
  }

  open({ path }: Found): ReturnType<HidSystem['open']> {
    const device = this.#plugged.get(path);
    const reports = this.#reports.get(path);
    if (device === undefined || reports === undefined) return Promise.resolve(fail({ kind: 'gone' }));
    if (device.refusal !== null) return Promise.resolve(fail(device.refusal));
    device.opened += 1;
    const closed = { dispose: () => (device.opened -= 1) };
    return Promise.resolve(
      ok({
        reports: reports.event,
        lost: device.end.event,
        write: (report) => {
          if (device.writeFailure !== null) return Promise.resolve(fail(device.writeFailure));
          device.written.push([...report]);
          return Promise.resolve(ok(undefined));
        },
        dispose: () => {
          closed.dispose();
        },
      }),
    );
  }
}
