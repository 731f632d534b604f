import { describe, expect, onTestFinished, test } from 'vitest';
import { aliceLine } from '../ladder/support/alice';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { SIP_PORT, type FarEndOrder, type FarEndReport } from '../support/two-hosts/far-end';
import { hostsMissing, NETWORK, TwoHosts } from '../support/two-hosts/hosts';
import { Inhabitant } from '../support/two-hosts/inhabitant';
import type { PhoneOrder, PhoneReport } from '../support/two-hosts/phone';

const REGISTERED_WITHIN_MS = 5_000;
const SOUND_WITHIN_MS = 8_000;
/** A machine with more to do than cores may be late itself. */
const DEADLINE_MS = 20_000;
/** Long enough to be noticed, and for a transaction's repetitions to be four seconds apart. */
const AWAY_MS = 6_000;

const LINE = aliceLine({
  ...{ domain: 'far.test', server: { host: NETWORK.far, port: SIP_PORT }, codecs: ['PCMU'] },
  expiresS: 3_600,
});

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

  async function registered(): Promise<Scene> {
    const present = await scene();
    present.phone.order({ kind: 'line/set', line: LINE, password: '' });
    await answered(present, 'REGISTER', NETWORK.phone);
    return present;
  }

  async function talking(): Promise<Scene> {
    const present = await registered();
    present.phone.order({ kind: 'call/dial', callId: 'call', lineId: LINE.id, target: 'sip:far@far.test' });
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

  test.each(CHANGES.slice(0, 3))('registered: %s', async (_name, change) => {
    const present = await registered();
    const { overMs, address } = await change(present);
    const again = await answered(present, 'REGISTER', address);
    expect(atMs(again) - overMs).toBeLessThanOrEqual(REGISTERED_WITHIN_MS);
  });

  test('registering: a router that swallows everything', async () => {
    const present = await registered();
    present.hosts.setSilence(true, NETWORK.phone);
    present.phone.order({ kind: 'line/refresh', lineId: LINE.id });
    await pass(AWAY_MS);
    present.hosts.setSilence(false, NETWORK.phone);
    const overMs = Date.now();
    expect(atMs(await answered(present, 'REGISTER', NETWORK.phone)) - overMs).toBeLessThanOrEqual(
      REGISTERED_WITHIN_MS,
    );
  });

  test.each(CHANGES)('in a call: %s', async (_name, change) => {
    const present = await talking();
    const { overMs } = await change(present);
    expect((await bothHear(present)) - overMs).toBeLessThanOrEqual(SOUND_WITHIN_MS);
    await stillTalking(present);
  });
});
