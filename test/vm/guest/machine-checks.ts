import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { silentLog } from '../../../src-main/base/log';
import { usbPlugs } from '../../../src-main/hid/system/usb-plugs';
import { MACHINE_CHECKS } from '../support/checks';
import { OWN_DEVICES } from '../support/own-devices';
import { Bench } from './bench';
import { expectThat, until, type Report } from './report';
import { UsbHeadset } from './usb-headset';
import { VirtualHeadset } from './virtual-headset';

type MachineCheck = (typeof MACHINE_CHECKS)[number];

const DESCRIPTOR = Uint8Array.from(
  Buffer.from(OWN_DEVICES['own: all lights in one report'].replaceAll(' ', ''), 'hex'),
);

const plugIn = (name: string, at: number): VirtualHeadset =>
  new VirtualHeadset({ name, serial: name, vendorId: 0xf055, productId: 0x100 + at, descriptor: DESCRIPTOR });

/** Only what the system announces: nothing else looks here. */
async function usbIsAnnounced(): Promise<void> {
  let notices = 0;
  const watching = usbPlugs(silentLog)(() => (notices += 1));
  const headset = new UsbHeadset('Announced', DESCRIPTOR);
  try {
    headset.plug();
    await until('plugged in is announced', () => notices === 1);
    headset.unplug();
    await until('unplugged is announced', () => notices === 2);
  } finally {
    headset.dispose();
    watching.dispose();
  }
}

async function usbHeadset(bench: Bench): Promise<void> {
  const headset = new UsbHeadset('USB headset', DESCRIPTOR);
  try {
    headset.plug();
    const { id } = await bench.opened('USB headset');
    const { parent } = bench.hid.devices.headsets.value.find((device) => device.id === id) ?? {};
    expectThat(`a USB port: ${parent?.port ?? 'none'}`, /^\d+-\d+$/.test(parent?.port ?? ''));
    await bench.heard(
      'hook off',
      (event) => event.kind === 'hook' && event.offHook,
      () => {
        headset.send(Uint8Array.of(1, 1));
      },
    );
    bench.light(id, { offHook: true });
    await until('the off-hook light', () => headset.received().includes('010100'));
    headset.unplug();
    await until('gone', () => bench.named('USB headset') === undefined);
  } finally {
    headset.dispose();
  }
}

/** For another process, which is nobody in particular: what it may do with the headsets there are. */
export async function sayAccess(): Promise<void> {
  const bench = new Bench();
  await bench.hid.devices.scan();
  console.log(bench.headsets.headsets.value.map(({ access }) => access).join());
  bench.dispose();
}

async function withoutRight(bench: Bench): Promise<void> {
  const virtual = plugIn('Forbidden', 0);
  try {
    await bench.opened('Forbidden');
    const asPerson = { uid: 1_000, gid: 1_000 };
    const { stdout } = await promisify(execFile)(process.execPath, ['/t/guest.cjs', 'access'], asPerson);
    expectThat(stdout, stdout.trim() === 'not-permitted');
  } finally {
    virtual.unplug();
  }
}

async function eightAtOnce(bench: Bench): Promise<void> {
  const names = Array.from({ length: 8 }, (_, at) => `Eight ${String(at)}`);
  const virtual = names.map(plugIn);
  try {
    const opened = [];
    for (const name of names) opened.push(await bench.opened(name));
    expectThat('eight ids', new Set(opened.map(({ id }) => id)).size === 8);
    const from = bench.events.length;
    virtual[5]?.set('hook', true);
    await until('one event', () => bench.events.length > from);
    expectThat('of the sixth', bench.events[from]?.id === opened[5]?.id);
    bench.light(opened[2]?.id ?? '', { ring: true });
    await until('the third rings', () => virtual[2]?.isLit('ringLight') === true);
    expectThat('no other', virtual.filter((headset) => headset.outputs.length > 0).length === 1);
  } finally {
    for (const headset of virtual) headset.unplug();
  }
}

const CHECKS: Readonly<Record<MachineCheck, (bench: Bench) => Promise<void>>> = {
  'a USB device that is plugged in and out is announced': usbIsAnnounced,
  'a virtual USB headset is heard and lit through its endpoint': usbHeadset,
  'a person without the right to the node learns that': withoutRight,
  'eight headsets at once, each its own': eightAtOnce,
};

export async function checkMachine(bench: Bench, report: Report): Promise<void> {
  for (const check of MACHINE_CHECKS) await report.check(check, () => CHECKS[check](bench));
}
