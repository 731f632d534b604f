import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { Devices, type DeviceReport, type IsHeadset } from '../../../src-main/hid/devices';
import { Hotplug } from '../../../src-main/hid/hotplug';
import { FakeSystem } from './support/fake-system';

let clock: VirtualClock;
let system: FakeSystem;
let hotplug: Hotplug;
let devices: Devices;
let reports: DeviceReport[];

beforeEach(() => {
  clock = new VirtualClock();
  system = new FakeSystem();
  hotplug = new Hotplug(clock, []);
  const isHeadset: IsHeadset = (_, descriptor) => descriptor[0] === 1;
  devices = new Devices({ system, hotplug, clock, log: silentLog, isHeadset });
  reports = [];
  devices.reports((report) => reports.push(report));
});
afterEach(() => {
  devices.dispose();
  hotplug.dispose();
});

const states = (): readonly string[] => devices.headsets.value.map(({ access }) => access.state);
const only = (): string => devices.headsets.value[0]?.id ?? 'none';

/** Lets time pass and what it starts come to its end. */
async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  await devices.scan();
}

test('a headset is opened, heard and written to; another device is never opened', async () => {
  const headset = system.plug();
  const mouse = system.plug({ path: '/dev/hidraw1' }, [2]);
  await devices.scan();
  expect(states()).toEqual(['open']);
  expect(mouse.opened).toBe(0);
  headset.press(1, 2);
  expect(reports).toEqual([{ id: only(), report: Uint8Array.of(1, 2), atMs: clock.monotonicMs() }]);
  devices.write(only(), Uint8Array.of(5, 1));
  await devices.written();
  expect(headset.written).toEqual([[5, 1]]);
});

test('several at once: a report says whose it is, a write reaches only its own', async () => {
  const one = system.plug({ serial: 'A' });
  const two = system.plug({ path: '/dev/hidraw1', serial: 'B' });
  await devices.scan();
  const [, second = 'none'] = devices.headsets.value.map(({ id }) => id);
  two.press(9);
  expect(reports.map(({ id }) => id)).toEqual([second]);
  devices.write(second, Uint8Array.of(7));
  await devices.written();
  expect([one.written, two.written]).toEqual([[], [[7]]]);
});

test('two alike without serial numbers on one port have names of their own', async () => {
  system.plug({ serial: '' });
  system.plug({ serial: '', path: '/dev/hidraw1' });
  await devices.scan();
  expect(new Set(devices.headsets.value.map(({ id }) => id)).size).toBe(2);
});

test('unplugged it is forgotten at once, plugged in elsewhere it is the same again', async () => {
  const headset = system.plug();
  await devices.scan();
  const before = only();
  system.unplug(headset);
  expect(devices.headsets.value).toEqual([]);
  expect(headset.opened).toBe(0);
  const again = system.plug({ path: '/dev/hidraw7' });
  clock.advance(50);
  await devices.scan();
  expect(only()).toBe(before);
  again.press(4);
  expect(reports).toHaveLength(1);
});

test('another device that got the path of the old one between two looks is looked at afresh', async () => {
  const mouse = system.plug({ product: 'Mouse', serial: 'M' }, [2]);
  await devices.scan();
  system.unplug(mouse);
  system.plug();
  await devices.scan();
  expect(states()).toEqual(['open']);
});

test('without permission it is known but not opened, and opened when the permission comes', async () => {
  const headset = system.plug();
  headset.refusal = { kind: 'not-permitted' };
  await devices.scan();
  expect(states()).toEqual(['not-permitted']);
  headset.refusal = null;
  hotplug.notice();
  await pass(50);
  expect(states()).toEqual(['open']);
});

test('one that fails whenever it is opened is left alone longer and longer', async () => {
  const headset = system.plug();
  await devices.scan();
  let openings = 0;
  const changed = devices.headsets.changed((list) => {
    if (list[0]?.access.state !== 'open') return;
    openings += 1;
    queueMicrotask(() => {
      headset.fail('could not read');
    });
  });
  headset.fail('could not read');
  for (let second = 0; second < 60; second += 1) await pass(1_000);
  changed.dispose();
  expect(openings).toBeGreaterThan(2);
  expect(openings).toBeLessThan(8);
  expect(devices.headsets.value[0]?.access).toEqual({ state: 'unreachable', detail: 'could not read' });
});

test('a write that fails is said, and the next one is tried', async () => {
  const headset = system.plug();
  await devices.scan();
  const failures: string[] = [];
  devices.writeFailures(({ detail }) => failures.push(detail));
  headset.writeFailure = { kind: 'write-failed', detail: 'Broken pipe' };
  devices.write(only(), Uint8Array.of(1, 1));
  await devices.written();
  headset.writeFailure = null;
  devices.write(only(), Uint8Array.of(1, 0));
  await devices.written();
  expect(failures).toEqual(['Broken pipe']);
  expect(headset.written).toEqual([[1, 0]]);
});

test('one that takes no report any more is opened afresh', async () => {
  const headset = system.plug();
  await devices.scan();
  const before = devices.headsets.value[0];
  headset.writeFailure = { kind: 'write-failed', detail: 'Broken pipe' };
  for (let id = 1; id <= 3; id += 1) devices.write(only(), Uint8Array.of(id, 0));
  await devices.written();
  expect(devices.headsets.value).toEqual([]);
  await pass(50);
  expect(states()).toEqual(['open']);
  expect(devices.headsets.value[0]).not.toBe(before);
});

test('of reports that wait only the latest of each id goes out', async () => {
  const headset = system.plug();
  await devices.scan();
  for (const report of [
    [1, 1],
    [1, 2],
    [2, 5],
    [1, 3],
  ])
    devices.write(only(), Uint8Array.from(report));
  await devices.written();
  expect(headset.written).toEqual([
    [1, 1],
    [2, 5],
    [1, 3],
  ]);
});

test('idle, the list is read twice a minute; after a notice while it settles', async () => {
  system.plug();
  await devices.scan();
  const before = system.listings;
  for (let at = 0; at < 60; at += 1) {
    clock.advance(1_000);
    await Promise.resolve();
  }
  await devices.scan();
  expect(system.listings - before).toBeLessThanOrEqual(4);
});

test('when all is over nothing is open', async () => {
  const headset = system.plug();
  await devices.scan();
  devices.dispose();
  expect(headset.opened).toBe(0);
  expect(clock.pending).toBe(1);
  hotplug.dispose();
  expect(clock.pending).toBe(0);
});
