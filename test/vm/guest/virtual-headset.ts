import { placesOf, USAGE, type Place } from '../support/places';
import { UhidDevice, type UhidDescription } from './uhid';

export type Button = 'hook' | 'mute' | 'reject';
export type Light = 'muteLight' | 'offHookLight' | 'ringLight' | 'holdLight';

/** A headset with buttons to press and lights to look at, known to the kernel as any other. */
export class VirtualHeadset {
  readonly #device: UhidDevice;
  readonly #places: ReturnType<typeof placesOf>;
  readonly #pressed = new Map<number, Uint8Array>();
  readonly #lit = new Map<number, Uint8Array>();
  /** Output reports that came, each with its length behind the id. */
  readonly outputs: { readonly reportId: number; readonly bytes: number }[] = [];

  constructor(description: UhidDescription) {
    this.#places = placesOf(description.descriptor);
    this.#device = new UhidDevice(description, (report) => {
      this.#output(report);
    });
  }

  has(what: Button | Light): boolean {
    return this.#place(what) !== undefined;
  }

  /** Whether a button sends one-shots (1 means pressed) and no states. */
  isOneShot(button: Button): boolean {
    return this.#place(button)?.relative ?? false;
  }

  /** Sets the button's bit and sends the report. */
  set(button: Button, on: boolean): void {
    const place = this.#place(button);
    if (place === undefined) throw new Error(`no ${button}`);
    const before = this.#pressed.get(place.reportId) ?? this.#empty('input', place.reportId);
    const report = setBit(before, place.bit, on);
    this.#pressed.set(place.reportId, report);
    this.#device.input(this.#places.numbered ? Uint8Array.of(place.reportId, ...report) : report);
  }

  /** Presses and lets go, as a button does that sends one-shots. */
  press(button: Button): void {
    this.set(button, true);
    this.set(button, false);
  }

  isLit(light: Light): boolean {
    const place = this.#place(light);
    const byte = place === undefined ? 0 : (this.#lit.get(place.reportId)?.[place.bit >> 3] ?? 0);
    return place !== undefined && ((byte >> (place.bit & 7)) & 1) === 1;
  }

  /** Output reports that were shorter or longer than the descriptor says. */
  get wrongLengths(): readonly string[] {
    return this.outputs
      .filter(({ reportId, bytes }) => bytes !== this.#length('output', reportId))
      .map(({ reportId, bytes }) => `report ${String(reportId)} has ${String(bytes)} bytes`);
  }

  unplug(): void {
    this.#device.unplug();
  }

  #output(report: Uint8Array): void {
    // A 0 stands where there are no ids: USB would leave it out, uhid does not.
    const [reportId = 0] = report;
    const body = report.slice(1);
    this.outputs.push({ reportId, bytes: body.length });
    this.#lit.set(reportId, body);
  }

  #place(what: Button | Light): Place | undefined {
    const kind = what.endsWith('Light') ? 'output' : 'input';
    return this.#places.places.find((place) => place.kind === kind && place.usage === USAGE[what]);
  }

  #length(kind: Place['kind'], reportId: number): number {
    return this.#places.bytes.get(`${kind} ${String(reportId)}`) ?? 0;
  }

  #empty(kind: Place['kind'], reportId: number): Uint8Array {
    return new Uint8Array(this.#length(kind, reportId));
  }
}

function setBit(report: Uint8Array, bit: number, on: boolean): Uint8Array {
  const changed = Uint8Array.from(report);
  const mask = 1 << (bit & 7);
  const before = changed[bit >> 3] ?? 0;
  changed[bit >> 3] = on ? before | mask : before & ~mask;
  return changed;
}
