import { Observable } from '../../../src-main/base/observable';
import { systemClock } from '../../../src-main/base/system-clock';
import { headsetByDescriptor, Headsets } from '../../../src-main/hid/headsets';
import { openHid, type OpenedHid } from '../../../src-main/hid/open-hid';
import { NO_QUIRKS, type Quirks } from '../../../src-main/hid/quirks/quirks';
import type { Headset, HeadsetEvent, HeadsetId, HeadsetLights } from '../../../src-main/phone/headset/ports';
import { LIGHTS_OFF } from '../../../src-main/phone/headset/ports';
import { until } from './report';

/** The product's headset side, as its main process puts it together, and all that it said. */
export class Bench {
  readonly hid: OpenedHid;
  readonly headsets: Headsets;
  readonly events: { readonly id: HeadsetId; readonly event: HeadsetEvent }[] = [];

  constructor() {
    const quirksOf = (): Quirks => NO_QUIRKS;
    const log = (_: string, what: string, detail?: object): void => {
      console.log(`log: ${what}`, JSON.stringify(detail ?? {}));
    };
    this.hid = openHid({ clock: systemClock, log, isHeadset: headsetByDescriptor(quirksOf) });
    this.headsets = new Headsets(this.hid.devices, quirksOf, new Observable(''));
    this.headsets.onEvent((event) => this.events.push(event));
  }

  named(name: string): Headset | undefined {
    return this.headsets.headsets.value.find((headset) => headset.name === name);
  }

  async opened(name: string): Promise<Headset> {
    await until(`${name} is open`, () => this.named(name)?.access === 'open');
    const headset = this.named(name);
    if (headset === undefined) throw new Error('gone');
    return headset;
  }

  light(id: HeadsetId, lights: Partial<HeadsetLights>): void {
    this.headsets.write(id, { ...LIGHTS_OFF, ...lights });
  }

  /** Waits for an event from now on. */
  async heard(what: string, isIt: (event: HeadsetEvent) => boolean, act: () => void): Promise<void> {
    const from = this.events.length;
    act();
    await until(what, () => this.events.slice(from).some(({ event }) => isIt(event)));
  }

  dispose(): void {
    this.headsets.dispose();
    this.hid.dispose();
  }
}
