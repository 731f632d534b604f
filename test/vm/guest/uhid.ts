import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';

/** Kinds of `struct uhid_event` (linux/uhid.h). */
const DESTROY = 1;
const OUTPUT = 6;
const GET_REPORT = 9;
const GET_REPORT_REPLY = 10;
const CREATE2 = 11;
const INPUT2 = 12;
const SET_REPORT = 13;
const SET_REPORT_REPLY = 14;

/** The whole struct, packed. */
const EVENT_BYTES = 4_376;
const DATA_BYTES = 4_096;
const BUS_USB = 3;
const EIO = 5;
/** `/dev/uhid` cannot be waited for from Node. */
const POLL_MS = 2;

export interface UhidDescription {
  readonly name: string;
  readonly serial: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly descriptor: Uint8Array;
}

/** A HID device that this program plays, for the kernel a real one. */
export class UhidDevice {
  readonly #file = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK);
  readonly #event = Buffer.alloc(EVENT_BYTES);
  readonly #onOutput: (report: Uint8Array) => void;
  readonly #timer: NodeJS.Timeout;
  #plugged = true;

  /** @param onOutput hears every output report, with its id where there are ids */
  constructor(description: UhidDescription, onOutput: (report: Uint8Array) => void) {
    this.#onOutput = onOutput;
    writeSync(this.#file, creation(description));
    this.#timer = setInterval(() => {
      this.#poll();
    }, POLL_MS);
  }

  /** Sends an input report, with its id first where there are ids. */
  input(report: Uint8Array): void {
    const event = Buffer.alloc(6 + report.length);
    event.writeUInt32LE(INPUT2, 0);
    event.writeUInt16LE(report.length, 4);
    event.set(report, 6);
    writeSync(this.#file, event);
  }

  unplug(): void {
    if (!this.#plugged) return;
    this.#plugged = false;
    clearInterval(this.#timer);
    const event = Buffer.alloc(4);
    event.writeUInt32LE(DESTROY, 0);
    writeSync(this.#file, event);
    closeSync(this.#file);
  }

  #poll(): void {
    while (this.#read()) this.#take(this.#event);
  }

  #read(): boolean {
    try {
      return readSync(this.#file, this.#event, 0, EVENT_BYTES, null) >= 4;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return false;
      throw error;
    }
  }

  #take(event: Buffer): void {
    switch (event.readUInt32LE(0)) {
      case OUTPUT:
        this.#onOutput(Uint8Array.from(event.subarray(4, 4 + event.readUInt16LE(4 + DATA_BYTES))));
        return;
      case SET_REPORT:
        this.#onOutput(Uint8Array.from(event.subarray(12, 12 + event.readUInt16LE(10))));
        this.#reply(SET_REPORT_REPLY, event.readUInt32LE(4), 0);
        return;
      case GET_REPORT:
        this.#reply(GET_REPORT_REPLY, event.readUInt32LE(4), EIO);
    }
  }

  #reply(kind: number, id: number, error: number): void {
    const reply = Buffer.alloc(EVENT_BYTES);
    reply.writeUInt32LE(kind, 0);
    reply.writeUInt32LE(id, 4);
    reply.writeUInt16LE(error, 8);
    writeSync(this.#file, reply);
  }
}

function creation({ name, serial, vendorId, productId, descriptor }: UhidDescription): Buffer {
  const event = Buffer.alloc(EVENT_BYTES);
  event.writeUInt32LE(CREATE2, 0);
  event.write(name.slice(0, 127), 4);
  event.write(serial.slice(0, 63), 196);
  event.writeUInt16LE(descriptor.length, 260);
  event.writeUInt16LE(BUS_USB, 262);
  event.writeUInt32LE(vendorId, 264);
  event.writeUInt32LE(productId, 268);
  event.set(descriptor, 280);
  return event;
}
