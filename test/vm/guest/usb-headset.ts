import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const GADGETS = '/cfg/usb_gadget';
const REPORT_BYTES = 8;

/** A headset on a virtual USB bus: a gadget (configfs) on dummy_hcd, which plugs it into this very machine. */
export class UsbHeadset {
  readonly #folder: string;
  readonly #received: string[] = [];
  #file: number | null = null;

  constructor(name: string, descriptor: Uint8Array) {
    this.#folder = join(GADGETS, name.replaceAll(' ', '-'));
    mkdirSync(this.#folder);
    this.#set('idVendor', '0xf055');
    this.#set('idProduct', '0x0200');
    mkdirSync(this.#path('strings/0x409'));
    this.#set('strings/0x409/manufacturer', 'Offhook');
    this.#set('strings/0x409/product', name);
    this.#set('strings/0x409/serialnumber', name);
    mkdirSync(this.#path('functions/hid.0'));
    this.#set('functions/hid.0/report_length', String(REPORT_BYTES));
    writeFileSync(this.#path('functions/hid.0/report_desc'), descriptor);
    mkdirSync(this.#path('configs/c.1'));
    symlinkSync(this.#path('functions/hid.0'), this.#path('configs/c.1/hid.0'));
  }

  plug(): void {
    const [controller] = readdirSync('/sys/class/udc');
    if (controller === undefined) throw new Error('no USB device controller');
    this.#set('UDC', controller);
  }

  send(report: Uint8Array): void {
    writeSync(this.#opened(), report);
  }

  /** Every output report until now, hexadecimal. */
  received(): readonly string[] {
    const buffer = Buffer.alloc(64);
    try {
      for (;;) {
        const length = readSync(this.#opened(), buffer, 0, buffer.length, null);
        if (length === 0) return this.#received;
        this.#received.push(buffer.toString('hex', 0, length));
      }
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return this.#received;
      throw error;
    }
  }

  unplug(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    this.#set('UDC', '\n');
  }

  dispose(): void {
    if (!existsSync(this.#folder)) return;
    if (this.#file !== null) this.unplug();
    unlinkSync(this.#path('configs/c.1/hid.0'));
    for (const folder of ['configs/c.1', 'functions/hid.0', 'strings/0x409', '.'])
      rmdirSync(this.#path(folder));
  }

  #opened(): number {
    this.#file ??= openSync('/dev/hidg0', constants.O_RDWR | constants.O_NONBLOCK);
    return this.#file;
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #set(name: string, value: string): void {
    writeFileSync(this.#path(name), value);
  }
}
