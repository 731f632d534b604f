import { describe, expect, onTestFinished, test } from 'vitest';
import type { Line } from '../../src-main/phone/account/line';
import { aliceLine } from '../ladder/support/alice';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { proveHeard } from '../support/sound/assert-heard';
import { soundOf } from '../support/sound/a-law';
import type { Sound } from '../support/sound/sound';
import { FAR_SAYS, SIP_PORT, type FarEndOrder, type FarEndReport } from '../support/two-hosts/far-end';
import { hostsMissing, NETWORK, TwoHosts } from '../support/two-hosts/hosts';
import { Inhabitant } from '../support/two-hosts/inhabitant';
import { PHONE_SAYS, type PhoneOrder, type PhoneReport } from '../support/two-hosts/phone';

const REGISTERED_WITHIN_MS = 5_000;
const SOUND_WITHIN_MS = 8_000;
/** A machine with more to do than cores may be late itself. */
const DEADLINE_MS = 20_000;
/** Long enough to be noticed, and for a transaction's repetitions to be four seconds apart. */
const AWAY_MS = 6_000;

/** What is proved of the sound. Seconds. */
const HEARD_S = 4;

type Transport = 'udp' | 'tcp';

const lineOver = (transport: Transport): Line =>
  aliceLine({
    ...{ domain: 'far.test', server: { host: NETWORK.far, port: SIP_PORT }, codecs: ['PCMA'] },
    ...{ expiresS: 3_600, transport },
  });
const LINE_ID = lineOver('udp').id;

describe.skipIf(hostsMissing())('the phone on a machine of its own, whose network changes', () => {
  dumpPeerLogsOnFailure();

  async function scene() {
    const hosts = new TwoHosts();
    onTestFinished(() => {
      hosts[Symbol.dispose]();
    });
    const far = new Inhabitant<FarEndOrder, FarEndReport>(hosts.far, 'far-end');
    const phone = new Inhabitant<PhoneOrder, PhoneReport>(hosts.phone, 'phone');
    onTestFinished(async () => {
      await Promise.all([far[Symbol.asyncDispose](), phone[Symbol.asyncDispose]()]);
    });
    await Promise.all([
      far.report('the far end is ready', ({ kind }) => kind === 'ready', DEADLINE_MS),
      phone.report('the phone is ready', ({ kind }) => kind === 'ready', DEADLINE_MS),
    ]);
    return { hosts, far, phone };
  }

  type Scene = Awaited<ReturnType<typeof scene>>;

  const answered = ({ far }: Scene, what: string, from: string): Promise<FarEndReport> =>
    far.report(
      `${what} from ${from}`,
      (report) => report.kind === 'answered' && report.what === what && report.from === from,
      DEADLINE_MS,
    );

  async function registered(transport: Transport = 'udp'): Promise<Scene> {
    const present = await scene();
    present.phone.order({ kind: 'line/set', line: lineOver(transport), password: '' });
    await answered(present, 'REGISTER', NETWORK.phone);
    return present;
  }

  async function talking(transport: Transport): Promise<Scene> {
    const present = await registered(transport);
    present.phone.order({ kind: 'call/dial', callId: 'call', lineId: LINE_ID, target: 'sip:far@far.test' });
    await bothHear(present);
    return present;
  }

  const atMs = (report: FarEndReport | PhoneReport): number => ('atMs' in report ? report.atMs : NaN);

  /** When both heard the other (again). */
  async function bothHear({ far, phone }: Scene): Promise<number> {
    const heard = await Promise.all([
      far.report('the far end hears the phone', ({ kind }) => kind === 'sound', DEADLINE_MS),
      phone.report('the phone hears the far end', ({ kind }) => kind === 'sound', DEADLINE_MS),
    ]);
    return Math.max(...heard.map(atMs));
  }

  const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  type Recorder = Inhabitant<FarEndOrder | PhoneOrder, FarEndReport | PhoneReport>;

  /** One hears what the other says. */
  async function proveSound(present: Scene): Promise<void> {
    const heardBy = async (who: Recorder): Promise<Sound> => {
      who.order({ kind: 'record', callId: 'call', seconds: HEARD_S });
      const recorded = await who.report('a recording', ({ kind }) => kind === 'recorded', 2 * DEADLINE_MS);
      return soundOf([Buffer.from('heard' in recorded ? recorded.heard : '', 'base64')]);
    };
    await Promise.all([
      proveHeard(() => heardBy(present.far as Recorder), PHONE_SAYS),
      proveHeard(() => heardBy(present.phone as Recorder), FAR_SAYS),
    ]);
  }

  async function stillTalking({ phone }: Scene): Promise<void> {
    const ended = await phone.reports.nextThat(
      (report) => report.kind === 'event' && report.event.kind === 'call/ended',
      0,
    );
    expect(ended).toBeUndefined();
    phone.order({ kind: 'call/hang-up', callId: 'call' });
    await phone.report(
      'hung up',
      (report) => report.kind === 'event' && report.event.kind === 'call/ended',
      DEADLINE_MS,
    );
  }

  /** A change of the network; when it was over. */
  type Change = (present: Scene) => Promise<{ readonly overMs: number; readonly address: string }>;

  const CHANGES: readonly (readonly [string, Change])[] = [
    [
      'another address',
      ({ hosts }) => {
        hosts.move(NETWORK.phone, NETWORK.elsewhere);
        return Promise.resolve({ overMs: Date.now(), address: NETWORK.elsewhere });
      },
    ],
    [
      'the interface down, and up again',
      async ({ hosts }) => {
        hosts.setLink('down');
        await pass(AWAY_MS);
        hosts.setLink('up');
        return { overMs: Date.now(), address: NETWORK.phone };
      },
    ],
    [
      'the interface down, and up with another address',
      async ({ hosts }) => {
        hosts.setLink('down');
        await pass(AWAY_MS);
        hosts.move(NETWORK.phone, NETWORK.elsewhere);
        hosts.setLink('up');
        return { overMs: Date.now(), address: NETWORK.elsewhere };
      },
    ],
    [
      'a router that swallows everything',
      async ({ hosts }) => {
        hosts.setSilence(true, NETWORK.phone);
        await pass(AWAY_MS);
        hosts.setSilence(false, NETWORK.phone);
        return { overMs: Date.now(), address: NETWORK.phone };
      },
    ],
  ];

  // Over TCP what happens to the interface is proved in calls.
  const WHILE_REGISTERED = [
    ...CHANGES.slice(0, 3).map(([name, change]) => ['udp', name, change] as const),
    ...CHANGES.slice(0, 1).map(([name, change]) => ['tcp', name, change] as const),
  ];

  test.each(WHILE_REGISTERED)('registered over %s: %s', async (transport, _name, change) => {
    const present = await registered(transport);
    const { overMs, address } = await change(present);
    const again = await answered(present, 'REGISTER', address);
    expect(atMs(again) - overMs).toBeLessThanOrEqual(REGISTERED_WITHIN_MS);
  });

  test('registering: a router that swallows everything', async () => {
    const present = await registered();
    present.hosts.setSilence(true, NETWORK.phone);
    present.phone.order({ kind: 'line/refresh', lineId: LINE_ID });
    await pass(AWAY_MS);
    present.hosts.setSilence(false, NETWORK.phone);
    const overMs = Date.now();
    expect(atMs(await answered(present, 'REGISTER', NETWORK.phone)) - overMs).toBeLessThanOrEqual(
      REGISTERED_WITHIN_MS,
    );
  });

  const TRANSPORTS: readonly Transport[] = ['udp', 'tcp'];

  test.each(
    TRANSPORTS.flatMap((transport) => CHANGES.map(([name, change]) => [transport, name, change] as const)),
  )('in a call over %s: %s', async (transport, _name, change) => {
    const present = await talking(transport);
    const { overMs } = await change(present);
    expect((await bothHear(present)) - overMs).toBeLessThanOrEqual(SOUND_WITHIN_MS);
    await proveSound(present);
    await stillTalking(present);
  });
});
