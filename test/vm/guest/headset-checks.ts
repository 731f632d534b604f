import { readFileSync } from 'node:fs';
import { prebuiltFile } from '../../../src-main/hid/system/foreign';
import { libraryReader } from '../../../src-main/hid/system/library';
import { HEADSET_CHECKS, checksOf, nameOf, type HeadsetCheck } from '../support/checks';
import type { CorpusDevice } from '../support/corpus';
import type { Bench } from './bench';
import { expectThat, until, type Report } from './report';
import { isGranted, nodesOf } from './udev';
import type { UhidDescription } from './uhid';
import { VirtualHeadset, type Light } from './virtual-headset';
import { wholeCall } from './whole-call';

/** One headset's way through a call; each check finds what the one before left. */
class Course {
  readonly #bench: Bench;
  readonly #description: UhidDescription;
  #virtual: VirtualHeadset;
  #id = '';

  constructor(bench: Bench, description: UhidDescription) {
    this.#bench = bench;
    this.#description = description;
    this.#virtual = new VirtualHeadset(description);
  }

  readonly #checks: Readonly<Record<HeadsetCheck, () => Promise<void>>> = {
    'plugged in it is found, permitted by udev and open': async () => {
      this.#id = (await this.#bench.opened(this.#description.name)).id;
      expectThat('udev grants the node', isGranted(this.#node()));
    },
    'hidapi’s own function gives the descriptor that sysfs has': () => this.#compareDescriptors(),
    'the ring light goes on': async () => {
      this.#bench.light(this.#id, { ring: true });
      await this.#shines({ ringLight: true, offHookLight: false });
    },
    'the button answers': () =>
      this.#bench.heard(
        'hook off',
        (event) => event.kind === 'hook' && event.offHook,
        () => {
          this.#virtual.set('hook', true);
        },
      ),
    'the off-hook light goes on': async () => {
      this.#bench.light(this.#id, { offHook: true });
      await this.#shines({ offHookLight: true, ringLight: false, muteLight: false });
    },
    'muted by the headset': () => this.#muteByHeadset(),
    'muted by us, the light tells': async () => {
      this.#bench.light(this.#id, { offHook: true, mute: true });
      await this.#shines({ offHookLight: true, muteLight: true });
      this.#bench.light(this.#id, { offHook: true });
      await this.#shines({ offHookLight: true, muteLight: false });
    },
    'hold, the light tells': async () => {
      this.#bench.light(this.#id, { offHook: true, hold: true });
      await this.#shines({ offHookLight: true, holdLight: true });
    },
    'the reject key': () =>
      this.#bench.heard(
        'reject',
        ({ kind }) => kind === 'reject',
        () => {
          this.#virtual.press('reject');
        },
      ),
    'hung up by the button': async () => {
      await this.#bench.heard(
        'hook on',
        (event) => event.kind === 'hook' && !event.offHook,
        () => {
          this.#virtual.set('hook', false);
        },
      );
      this.#bench.light(this.#id, {});
      await this.#shines({ offHookLight: false, ringLight: false, muteLight: false, holdLight: false });
    },
    'unplugged in a call it is gone': async () => {
      this.#bench.light(this.#id, { offHook: true });
      await this.#shines({ offHookLight: true });
      this.#virtual.unplug();
      await until('gone', () => this.#bench.named(this.#description.name) === undefined);
    },
    'plugged in again it is the same, and lit again': async () => {
      this.#virtual.unplug();
      this.#virtual = new VirtualHeadset(this.#description);
      const { id } = await this.#bench.opened(this.#description.name);
      expectThat('the same id', id === this.#id);
      this.#bench.light(id, { offHook: true });
      await this.#shines({ offHookLight: true });
    },
    'a whole call by its buttons, with the telephone’s own rules': async () => {
      this.#bench.light(this.#id, {});
      await this.#shines({ offHookLight: false });
      this.#virtual = await wholeCall(this.#bench, this.#description, this.#virtual);
    },
    'every report had its full length': () => {
      expectThat(this.#virtual.wrongLengths.join(), this.#virtual.wrongLengths.length === 0);
      return Promise.resolve();
    },
  };

  async run(device: CorpusDevice, report: Report): Promise<void> {
    const wanted = checksOf(device);
    for (const check of HEADSET_CHECKS)
      if (wanted.includes(check)) await report.check(nameOf(device, check), this.#checks[check]);
    this.#virtual.unplug();
    await until('gone', () => this.#bench.named(this.#description.name) === undefined);
  }

  #node(): string {
    const [node] = nodesOf(this.#description.name);
    if (node === undefined) throw new Error('no hidraw node');
    return node;
  }

  async #compareDescriptors(): Promise<void> {
    const node = this.#node();
    const reader = await libraryReader(prebuiltFile('linux'));
    if (!reader.ok) throw new Error(reader.error.detail);
    const read = await reader.value(`/dev/${node}`);
    if (!read.ok) throw new Error(read.error.detail);
    const sysfs = readFileSync(`/sys/class/hidraw/${node}/device/report_descriptor`);
    expectThat('byte by byte the same', sysfs.equals(read.value));
    expectThat('what was plugged in', sysfs.equals(this.#description.descriptor));
  }

  async #muteByHeadset(): Promise<void> {
    const oneShot = this.#virtual.isOneShot('mute');
    const kind = oneShot ? 'mute-toggle' : 'mute-set';
    const press = (): void => {
      if (oneShot) this.#virtual.press('mute');
      else this.#virtual.set('mute', true);
    };
    await this.#bench.heard('mute', (event) => event.kind === kind, press);
    if (!oneShot) this.#virtual.set('mute', false);
  }

  async #shines(lights: Readonly<Partial<Record<Light, boolean>>>): Promise<void> {
    const wanted = Object.entries(lights) as readonly (readonly [Light, boolean])[];
    const there = wanted.filter(([light]) => this.#virtual.has(light));
    const text = there.map(([light, on]) => `${light} ${on ? 'on' : 'off'}`).join(', ');
    await until(text, () => there.every(([light, on]) => this.#virtual.isLit(light) === on));
  }
}

export async function checkHeadset(bench: Bench, device: CorpusDevice, report: Report): Promise<void> {
  const { name, vendorId, productId } = device;
  const descriptor = Uint8Array.from(Buffer.from(device.descriptor, 'hex'));
  const description = { name, serial: `S-${name.slice(0, 9)}`, vendorId, productId, descriptor };
  await new Course(bench, description).run(device, report);
}
