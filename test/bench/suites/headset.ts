import { silentLog } from '../../../src-main/base/log';
import { Observable } from '../../../src-main/base/observable';
import { systemClock } from '../../../src-main/base/system-clock';
import { Devices } from '../../../src-main/hid/devices';
import { headsetByDescriptor, Headsets } from '../../../src-main/hid/headsets';
import { Hotplug } from '../../../src-main/hid/hotplug';
import { quirksOf } from '../../../src-main/hid/quirks/quirks-of';
import { HeadsetControl } from '../../../src-main/phone/headset/headset-control';
import type { CallCommand } from '../../../src-main/phone/call/calls-command';
import type { Telephone } from '../../../src-main/phone/telephone';
import { FIXTURES } from '../../support/hid/fixtures';
import { FakeSystem, type FakeInterface } from '../../unit/hid/support/fake-system';
import { Bench as TelephoneBench } from '../../unit/phone/fakes';
import type { Bench } from '../bench';
import { median, quantile } from '../machine/statistics';

const HEADSETS = 8;
const CALLS = 500;
const FIRST_CALLS = 50;
/** Reports of `FIXTURES.allLedsInOneReport`. */
const OFF_HOOK = [1, 1, 0];
const ON_HOOK = [1, 0, 0];
const RING_LIGHT = 4;

function carryOut(telephone: Telephone, asked: Exclude<CallCommand, { kind: 'dismiss' }>): void {
  if (asked.kind === 'answer') telephone.answer(asked.id);
  if (asked.kind === 'hang-up') telephone.hangUp(asked.id);
}

/** Eight headsets on a made-up system; everything behind it, up to the command for the line process, is the product. */
async function desk() {
  const quirks = quirksOf();
  const system = new FakeSystem();
  const descriptor = [...FIXTURES.allLedsInOneReport];
  const plugged = Array.from({ length: HEADSETS }, (_, index) =>
    system.plug({ path: `/dev/hidraw${index}`, serial: `S${index}` }, descriptor),
  );
  const hotplug = new Hotplug(systemClock, []);
  const isHeadset = headsetByDescriptor(quirks);
  const devices = new Devices({ system, hotplug, clock: systemClock, log: silentLog, isHeadset });
  const port = new Headsets(devices, quirks, new Observable(''));
  const phone = new TelephoneBench();
  phone.telephone.start();
  const lineId = await phone.line();
  await devices.scan();
  const actions = {
    calls: phone.telephone.calls,
    command: (asked: Exclude<CallCommand, { kind: 'dismiss' }>) => {
      carryOut(phone.telephone, asked);
    },
    redial: () => undefined,
    voicemail: () => undefined,
    showDial: () => undefined,
  };
  const control = new HeadsetControl(port, actions, systemClock);
  const close = (): void => {
    for (const one of [control, port, devices, hotplug, phone.telephone]) one.dispose();
  };
  return { devices, phone, lineId, plugged, close };
}

type Desk = Awaited<ReturnType<typeof desk>>;

/** One call: it rings, the button of one headset answers and ends it. Both ways are timed. */
async function call({ devices, phone, lineId, plugged }: Desk, index: number) {
  const headset = plugged[index % HEADSETS];
  if (!headset) throw new Error('no headset');
  const callId = `call${index}`;
  const from = { uri: 'sip:1@pbx.example', name: null, number: '1' };
  const rangMs = performance.now();
  phone.process.report({ kind: 'call/incoming', callId, lineId, from });
  await devices.written();
  const lightMs = performance.now() - rangMs;
  expectLight(headset);
  const pressedMs = performance.now();
  headset.press(...OFF_HOOK);
  const commandMs = performance.now() - pressedMs;
  if (phone.process.sent.at(-1)?.kind !== 'call/answer') throw new Error('the button did not answer');
  phone.process.report({
    kind: 'call/established',
    callId,
    remote: from,
    media: { codec: 'PCMA', encrypted: false },
  });
  headset.press(...ON_HOOK);
  if (phone.process.sent.at(-1)?.kind !== 'call/hang-up') throw new Error('the button did not hang up');
  await devices.written();
  for (const { written } of plugged) written.length = 0;
  phone.process.sent.length = 0;
  phone.telephone.dismiss(callId);
  return { lightMs, commandMs };
}

function expectLight({ written }: FakeInterface): void {
  if (((written.at(-1)?.[1] ?? 0) & RING_LIGHT) === 0) throw new Error('the ring light did not come on');
}

/** What the product itself takes between a headset's report and the line process, and back; no hardware, no SIP. */
export async function headset(bench: Bench): Promise<void> {
  const at = await desk();
  for (let index = 0; index < FIRST_CALLS; index++) await call(at, index);
  const calls = [];
  for (let index = FIRST_CALLS; index < FIRST_CALLS + CALLS; index++) calls.push(await call(at, index));
  const commands = calls.map(({ commandMs }) => commandMs);
  const lights = calls.map(({ lightMs }) => lightMs);
  bench.record('headset.press-to-command', median(commands), 'ms');
  bench.record('headset.press-to-command.p95', quantile(commands, 0.95), 'ms', {}, { atMost: 20 });
  bench.record('headset.call-to-report', median(lights), 'ms');
  bench.record('headset.call-to-report.p95', quantile(lights, 0.95), 'ms', {}, { atMost: 5 });
  at.close();
}
