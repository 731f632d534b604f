import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Line } from '../../src-main/phone/account/line';
import { Alice } from '../ladder/support/alice';
import { until } from '../ladder/support/waiting';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { startKamailio, type Kamailio } from '../support/kamailio';
import { peerMissing } from '../support/peer-missing';
import { startSipp, type Sipp, type SippScenario } from '../support/sipp';

/** What a call that nobody acknowledges may take: 64·T1, and some for a busy machine. */
const GIVEN_UP_MS = 10_000;

describe.skipIf(peerMissing('kamailio', 'sipp'))('a far end that breaks the rules of a dialog: sipp', () => {
  dumpPeerLogsOnFailure();
  let kamailio: Kamailio;
  let stranger: Sipp;
  let redirecting: Sipp;
  let patient: Sipp;

  beforeAll(async () => {
    [stranger, redirecting, patient] = await Promise.all([
      startSipp({ scenario: 'uas-asks-bye-password', host: '127.0.0.2', timeoutS: 120 }),
      startSipp({ scenario: 'uas-redirects', timeoutS: 120 }),
      startSipp({ scenario: 'uas-wants-longer-sessions', timeoutS: 120 }),
    ]);
    const peers = { stranger: stranger.uri, redirecting: redirecting.uri, patient: patient.uri };
    kamailio = await startKamailio({ domain: 'test.lan', users: { alice: 'secret' }, peers });
  });
  afterAll(async () => {
    await Promise.all([kamailio.stop(), stranger.stop(), redirecting.stop(), patient.stop()]);
  });

  async function registered(): Promise<Alice> {
    const alice = new Alice({ port: kamailio.ports.udp, line: { domain: 'test.lan', codecs: ['PCMU'] } });
    onTestFinished(() => alice.signalling.close());
    return alice.registered();
  }

  const command = (alice: Alice, kind: 'call/answer' | 'call/hang-up'): void => {
    alice.signalling.handle({ kind, callId: alice.callId });
  };

  const hold = (alice: Alice, held: boolean): void => {
    alice.signalling.handle({ kind: 'call/hold', callId: alice.callId, held });
  };

  async function reported(alice: Alice, report: string, deadlineMs = 5_000): Promise<void> {
    const found = await alice.reports.nextThat((one) => one === report, deadlineMs);
    expect(found, `reported: ${report}`).toBe(report);
  }

  /** sipp calls straight to the phone, which admits it: it has the proxy's address. */
  async function callFrom(scenario: SippScenario, alice: Alice): Promise<Sipp> {
    const port = alice.signalling.trace(alice.line.id)?.messages[0]?.local.port ?? 0;
    const sipp = await startSipp({ scenario, to: { user: 'alice', port } });
    onTestFinished(() => sipp.stop());
    await reported(alice, 'incoming');
    command(alice, 'call/answer');
    return sipp;
  }

  async function allGone(alice: Alice): Promise<void> {
    const { signalling } = alice;
    const gone = (): boolean => signalling.open.calls + signalling.open.dialogs === 0;
    await until(gone, `nothing left: ${JSON.stringify(signalling.open)}`, GIVEN_UP_MS);
    expect(alice.media.sessions.size).toBe(0);
  }

  async function wentAsWritten(sipp: Sipp): Promise<void> {
    const { code, errors } = await sipp.ended;
    expect(code, errors).toBe(0);
  }

  test('the ACK never comes: the call is hung up', async () => {
    const alice = await registered();
    const sipp = await callFrom('uac-never-acks', alice);
    await wentAsWritten(sipp);
    await allGone(alice);
  });

  test('the 200 to our BYE is lost: the BYE is repeated, the call over at once', async () => {
    const alice = await registered();
    const sipp = await callFrom('uac-deaf-to-bye', alice);
    await reported(alice, 'established');
    await until(() => /^ACK /m.test(sipp.messages()), 'the ACK');
    command(alice, 'call/hang-up');
    await reported(alice, 'ended hung-up us', 1_000);
    await wentAsWritten(sipp);
    expect(sipp.messages().match(/^BYE /gm)?.length).toBeGreaterThan(1);
    await allGone(alice);
  });

  test('a CANCEL after our answer changes nothing', async () => {
    const alice = await registered();
    const sipp = await callFrom('uac-cancels-late', alice);
    await reported(alice, 'established');
    await reported(alice, 'ended hung-up them');
    await wentAsWritten(sipp);
    await allGone(alice);
  });

  test('a BYE before the ACK ends the call', async () => {
    const alice = await registered();
    const sipp = await callFrom('uac-bye-before-ack', alice);
    await reported(alice, 'ended hung-up them');
    await wentAsWritten(sipp);
    await allGone(alice);
  });

  test.each(['uac-refuses-with-491', 'uac-glare'] as const)('%s: the hold comes again', async (scenario) => {
    const alice = await registered();
    const sipp = await callFrom(scenario, alice);
    await reported(alice, 'established');
    await until(() => /^ACK /m.test(sipp.messages()), 'the ACK');
    hold(alice, true);
    await reported(alice, 'hold ours', 10_000);
    command(alice, 'call/hang-up');
    await wentAsWritten(sipp);
    await allGone(alice);
  });

  test('a stranger asks our BYE for a password in the realm of our exchange: he gets none', async () => {
    const alice = await registered();
    alice.dial('sip:stranger@test.lan');
    await reported(alice, 'established');
    command(alice, 'call/hang-up');
    await reported(alice, 'ended hung-up us');
    await wentAsWritten(stranger);
    await allGone(alice);
    expect(stranger.messages()).toContain('SIP/2.0 407 ');
    expect(stranger.messages().match(/^BYE /gm)).toHaveLength(1);
    expect(stranger.messages()).not.toMatch(/^(?:Proxy-)?Authorization:/m);
  });

  test('he asks for a session of a minute: 422, and again as we can', async () => {
    const alice = await registered();
    const sipp = await callFrom('uac-short-session', alice);
    await reported(alice, 'established');
    await reported(alice, 'ended hung-up them');
    await wentAsWritten(sipp);
    await allGone(alice);
  });

  test('he wants a longer session than ours (422): asked again so', async () => {
    const alice = await registered();
    alice.dial('sip:patient@test.lan');
    await reported(alice, 'established');
    command(alice, 'call/hang-up');
    await wentAsWritten(patient);
    await allGone(alice);
  });

  test('redirected in a circle: the call ends, after a few INVITEs', async () => {
    const alice = await registered();
    alice.dial('sip:redirecting@test.lan');
    await until(() => alice.signalling.open.calls === 0, 'the call is given up', GIVEN_UP_MS);
    expect(redirecting.messages().match(/^INVITE /gm)?.length).toBeLessThanOrEqual(6);
    await allGone(alice);
  });
});

describe.skipIf(peerMissing('sipp'))('a registrar that would have us storm it: sipp', () => {
  dumpPeerLogsOnFailure();

  async function withRegistrar(sipp: Sipp, line: Partial<Line> = {}): Promise<Alice> {
    const alice = new Alice({ port: sipp.port, line: { domain: 'test.lan', ...line } });
    onTestFinished(async () => {
      await alice.signalling.close();
      await sipp.stop();
    });
    return Promise.resolve(alice);
  }

  test('423 without end: asked once more, then left alone for a while', async () => {
    const sipp = await startSipp({ scenario: 'registrar-wants-longer' });
    const alice = await withRegistrar(sipp);
    await until(() => alice.registration.state === 'failed', 'given up');
    expect(alice.registration).toMatchObject({ why: { kind: 'rejected', status: 423 } });
    const { code, errors } = await sipp.ended;
    expect(code, errors).toBe(0);
  });

  test.each([
    ['0', 60],
    ['-1', 60],
    ['4294967295', 3_600],
    ['99999999999999999999', 3_600],
  ])('an expiry of %s counts as %i s, and no REGISTER follows at once', async (expires, secondsS) => {
    const sipp = await startSipp({ scenario: 'registrar-grants', keys: { expires } });
    const alice = await (await withRegistrar(sipp)).registered();
    const { registration } = alice;
    const leftS = registration.state === 'registered' ? (registration.expiresAtMs - Date.now()) / 1_000 : 0;
    expect(leftS).toBeGreaterThan(secondsS - 10);
    expect(leftS).toBeLessThanOrEqual(secondsS);
    const { code, errors } = await sipp.ended;
    expect(code, errors).toBe(0);
  });
});
