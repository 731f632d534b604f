import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import { Observable } from '../../../src-main/base/observable';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { Devices } from '../../../src-main/hid/devices';
import { headsetByDescriptor, Headsets } from '../../../src-main/hid/headsets';
import { Hotplug } from '../../../src-main/hid/hotplug';
import { NO_QUIRKS, type Quirks } from '../../../src-main/hid/quirks/quirks';
import { LIGHTS_OFF, type HeadsetEvent } from '../../../src-main/phone/headset/ports';
import { DESCRIPTORS } from './support/descriptors';
import { FakeSystem } from './support/fake-system';

let system: FakeSystem;
let devices: Devices;
let hotplug: Hotplug;
let headsets: Headsets;
let soundDevice: Observable<string>;
let events: HeadsetEvent[];
const descriptor = [...DESCRIPTORS.headset];

beforeEach(() => {
  const clock = new VirtualClock();
  const quirksOf = (): Quirks => NO_QUIRKS;
  system = new FakeSystem();
  hotplug = new Hotplug(clock, []);
  const isHeadset = headsetByDescriptor(quirksOf);
  devices = new Devices({ system, hotplug, clock, log: silentLog, isHeadset });
  soundDevice = new Observable('');
  headsets = new Headsets(devices, quirksOf, soundDevice);
  events = [];
  headsets.onEvent(({ event }) => events.push(event));
});
afterEach(() => {
  headsets.dispose();
  devices.dispose();
  hotplug.dispose();
});

const only = (): string => headsets.headsets.value[0]?.id ?? 'none';

test('a press is an event, a light a report of full length', async () => {
  const headset = system.plug({}, descriptor);
  await devices.scan();
  headset.press(1, 1);
  headset.press(1, 0);
  expect(events).toEqual([
    { kind: 'hook', offHook: true, repeated: false },
    { kind: 'hook', offHook: false, repeated: false },
  ]);
  headsets.write(only(), { ...LIGHTS_OFF, offHook: true });
  await devices.written();
  expect(headset.written).toEqual([[1, 1]]);
});

test('no headset: a descriptor without a hook, or none that can be read', async () => {
  system.plug({}, [...DESCRIPTORS.mouse]);
  system.plug({ path: '/dev/hidraw1' }, [...DESCRIPTORS.truncated]);
  await devices.scan();
  expect(headsets.headsets.value).toEqual([]);
});

test('after a re-plug it is taken to be on-hook: what it said before counts no more', async () => {
  const headset = system.plug({}, descriptor);
  await devices.scan();
  headset.press(1, 1);
  system.unplug(headset);
  const again = system.plug({ path: '/dev/hidraw4' }, descriptor);
  await devices.scan();
  again.press(1, 1);
  expect(events.map((event) => event.kind === 'hook' && !event.repeated)).toEqual([true, true]);
});

test('without permission it is shown, and nothing is written', async () => {
  const headset = system.plug({}, descriptor);
  headset.refusal = { kind: 'not-permitted' };
  await devices.scan();
  expect(headsets.headsets.value).toMatchObject([
    { access: 'not-permitted', functions: ['answer', 'off-hook-light'] },
  ]);
  headsets.write(only(), LIGHTS_OFF);
  await devices.written();
  expect(headset.written).toEqual([]);
});

test('the one with the sound device that was chosen is selected', async () => {
  system.plug({ product: 'Left', serial: 'L' }, descriptor);
  system.plug({ product: 'Right', serial: 'R', path: '/dev/hidraw1' }, descriptor);
  await devices.scan();
  const selected = (): readonly string[] =>
    headsets.headsets.value.filter((headset) => headset.selected).map(({ name }) => name);
  expect(selected()).toEqual([]);
  soundDevice.set('Right Analog Stereo');
  expect(selected()).toEqual(['Right']);
});
