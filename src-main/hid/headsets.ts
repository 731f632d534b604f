import { DisposableStore, type Disposable } from '../base/disposable';
import { Observable, sameData, type Observed } from '../base/observable';
import { Signal, type Event } from '../base/signal';
import type { Headset, HeadsetEvent, HeadsetId, HeadsetLights, HeadsetPort } from '../phone/headset/ports';
import { parseDescriptor } from './descriptor/parse';
import type { Devices, IsHeadset } from './devices';
import type { HeadsetDevice } from './headset-device';
import { headsetsOf } from './pairing';
import type { Quirks } from './quirks/quirks';
import type { Model } from './quirks/quirks-of';
import { decodeReport, NOTHING_HEARD, type InputState } from './report/decode';
import { encodeReports } from './report/encode';
import type { FieldMap } from './report/field-map';
import { headsetFields } from './report/headset-fields';

export type QuirksOf = (model: Model) => Quirks;

/** What its report descriptor makes of a device; `null`: no headset. */
export function fieldsOf(descriptor: Uint8Array, quirks: Quirks): FieldMap | null {
  const parsed = parseDescriptor(descriptor);
  if (!parsed.ok) return null;
  const fields = headsetFields(parsed.value, quirks);
  return fields.ok ? fields.value : null;
}

export const headsetByDescriptor =
  (quirksOf: QuirksOf): IsHeadset =>
  (found, descriptor) =>
    fieldsOf(descriptor, quirksOf(found)) !== null;

/** A headset with what was last heard of it, since it was opened. */
interface Heard {
  readonly device: HeadsetDevice;
  readonly fields: FieldMap;
  readonly quirks: Quirks;
  state: InputState;
}

/** Turns the reports of devices into what the telephone understands, and its lights into reports. */
export class Headsets implements HeadsetPort, Disposable {
  readonly #devices: Devices;
  readonly #quirksOf: QuirksOf;
  readonly #soundDevice: Observed<string>;
  readonly #heard = new Map<HeadsetId, Heard>();
  readonly #headsets = new Observable<readonly Headset[]>([], sameData);
  readonly #events = new Signal<{ readonly id: HeadsetId; readonly event: HeadsetEvent }>();
  readonly #owned = new DisposableStore();

  /** @param soundDevice the label of the device the person chose to hear with, as the browser gives it */
  constructor(devices: Devices, quirksOf: QuirksOf, soundDevice: Observed<string>) {
    this.#devices = devices;
    this.#quirksOf = quirksOf;
    this.#soundDevice = soundDevice;
    this.#owned.add(
      devices.headsets.changed((list) => {
        this.#meet(list);
      }),
    );
    this.#owned.add(
      devices.reports(({ id, report }) => {
        this.#hear(id, report);
      }),
    );
    this.#owned.add(
      soundDevice.changed(() => {
        this.#publish();
      }),
    );
    this.#meet(devices.headsets.value);
  }

  get headsets(): Observed<readonly Headset[]> {
    return this.#headsets;
  }

  get onEvent(): Event<{ readonly id: HeadsetId; readonly event: HeadsetEvent }> {
    return this.#events.event;
  }

  write(id: HeadsetId, lights: HeadsetLights): void {
    const heard = this.#heard.get(id);
    if (heard?.device.access.state !== 'open') return;
    for (const report of encodeReports(heard.fields, lights, heard.quirks)) this.#devices.write(id, report);
  }

  dispose(): void {
    this.#owned.dispose();
    this.#headsets.dispose();
    this.#events.dispose();
  }

  #meet(devices: readonly HeadsetDevice[]): void {
    const there = new Set(devices.map(({ id }) => id));
    for (const id of this.#heard.keys()) if (!there.has(id)) this.#heard.delete(id);
    for (const device of devices) this.#know(device);
    this.#publish();
  }

  #publish(): void {
    const all = [...this.#heard.values()];
    const chosen = headsetsOf(
      this.#soundDevice.value,
      all.map(({ device }) => device),
    );
    this.#headsets.set(all.map((heard) => described(heard, chosen.includes(heard.device))));
  }

  #know(device: HeadsetDevice): void {
    if (this.#heard.get(device.id)?.device === device) return;
    const quirks = this.#quirksOf(device);
    const fields = fieldsOf(device.descriptor, quirks);
    if (fields !== null) this.#heard.set(device.id, { device, fields, quirks, state: NOTHING_HEARD });
  }

  #hear(id: HeadsetId, report: Uint8Array): void {
    const heard = this.#heard.get(id);
    if (heard === undefined) return;
    const { state, events } = decodeReport(heard.fields, heard.state, report);
    heard.state = state;
    for (const event of events) this.#events.fire({ id, event });
  }
}

function described({ device, fields, quirks }: Heard, selected: boolean): Headset {
  return {
    id: device.id,
    name: device.name,
    access: device.access.state,
    functions: fields.functions,
    timing: { hookEchoMs: quirks.hookEchoMs, ackTimeoutMs: quirks.ackTimeoutMs },
    selected,
  };
}
