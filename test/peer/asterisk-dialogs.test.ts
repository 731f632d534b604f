import { describe, expect, onTestFinished, test } from 'vitest';
import { fullText } from '../../src-main/sip/trace/ladder-text';
import { Alice } from '../ladder/support/alice';
import { TurnedClock } from '../ladder/support/turned-clock';
import { until } from '../ladder/support/waiting';
import { startAsterisk, type Asterisk } from '../support/asterisk';
import { makeCertificates } from '../support/certificates';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { peerMissing } from '../support/peer-missing';

/** The signalling alone, with no sound, against an Asterisk whose endpoint is set so. */
async function phone(
  ...endpoint: string[]
): Promise<{ alice: Alice; asterisk: Asterisk; clock: TurnedClock }> {
  const certificates = makeCertificates();
  const asterisk = await startAsterisk({
    users: { alice: 'secret' },
    tls: certificates.good,
    endpoint,
  });
  const clock = new TurnedClock();
  const line = { domain: 'test.lan', expiresS: 3_600, codecs: ['PCMA'] as const };
  const alice = new Alice({ port: asterisk.ports.udp, t1Ms: 500, clock, line });
  onTestFinished(async () => {
    await alice.signalling.close();
    clock.dispose();
    await asterisk.stop();
    certificates[Symbol.dispose]();
  });
  await alice.registered();
  return { alice, asterisk, clock };
}

async function reported(alice: Alice, report: string): Promise<void> {
  expect(await alice.reports.nextThat((one) => one === report, 8_000), `reported: ${report}`).toBe(report);
}

/** The start lines and headers of what went over the wire. */
function wire(alice: Alice): string {
  return fullText(alice.signalling.trace(alice.line.id)?.messages ?? []);
}

async function hangUp(alice: Alice): Promise<void> {
  alice.signalling.handle({ kind: 'call/hang-up', callId: alice.callId });
  await reported(alice, 'ended hung-up us');
}

describe.skipIf(peerMissing('asterisk'))('Asterisk', () => {
  dumpPeerLogsOnFailure();

  test('requires 100rel: early media is acknowledged, and the call answered after it', async () => {
    const { alice } = await phone('100rel = required');
    alice.dial('sip:1832@test.lan');
    await reported(alice, 'early-media');
    await reported(alice, 'established');
    expect(wire(alice)).toMatch(/^RAck: \d+ \d+ INVITE/m);
    await hangUp(alice);
  });

  test('requires 100rel of us: our ringing is acknowledged', async () => {
    const { alice, asterisk } = await phone('100rel = required');
    await asterisk.call('alice');
    await reported(alice, 'incoming');
    await until(() => /^PRACK /m.test(wire(alice)), 'our ringing is acknowledged');
    alice.signalling.handle({ kind: 'call/answer', callId: alice.callId });
    await reported(alice, 'established');
    expect(wire(alice)).toMatch(/^RSeq: \d+/m);
    await hangUp(alice);
  });

  test('session timers always: our refresh is answered, and the call goes on', async () => {
    const { alice, clock } = await phone('timers = always', 'timers_sess_expires = 90', 'timers_min_se = 90');
    alice.dial('sip:600@test.lan');
    await reported(alice, 'established');
    expect(wire(alice)).toMatch(/^Session-Expires: \d+;refresher=/m);
    const refreshes = (): number =>
      wire(alice).match(/^SIP\/2.0 200 OK\r?\n(?:.*\r?\n)*?CSeq: \d+ UPDATE/gm)?.length ?? 0;
    clock.turn(910_000);
    await until(() => refreshes() > 0, 'our UPDATE is answered');
    await hangUp(alice);
  });

  test('wants longer sessions: asked again (422)', async () => {
    const { alice } = await phone('timers = always', 'timers_sess_expires = 2400', 'timers_min_se = 2400');
    alice.dial('sip:600@test.lan');
    await reported(alice, 'established');
    expect(wire(alice)).toMatch(/^SIP\/2.0 422 /m);
    await hangUp(alice);
  });
});
