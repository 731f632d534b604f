import { describe, expect, onTestFinished, test } from 'vitest';
import { fullText } from '../../src-main/sip/trace/ladder-text';
import { Alice } from '../ladder/support/alice';
import { TurnedClock } from '../ladder/support/turned-clock';
import { until } from '../ladder/support/waiting';
import { startAsterisk, type Asterisk, type AsteriskOptions } from '../support/asterisk';
import { makeCertificates } from '../support/certificates';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { peerMissing } from '../support/peer-missing';

/** The signalling alone, with no sound, against an Asterisk whose endpoint is set so. */
async function phone(
  ...endpoint: string[]
): Promise<{ alice: Alice; asterisk: Asterisk; clock: TurnedClock }> {
  return phoneAt({ endpoint });
}

async function phoneAt(
  options: Partial<AsteriskOptions>,
): Promise<{ alice: Alice; asterisk: Asterisk; clock: TurnedClock }> {
  const certificates = makeCertificates();
  const asterisk = await startAsterisk({ users: { alice: 'secret' }, tls: certificates.good, ...options });
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

  const SHA_256 = /^Authorization: Digest .*algorithm=SHA-256/m;

  test.each([
    ['SHA-256 alone', 'SHA-256', ['SHA-256']],
    ['MD5 and SHA-256: the stronger is used', 'MD5,SHA-256', ['MD5', 'SHA-256']],
  ])('offers %s, for the registration and for calls', async (_name, supported, offered) => {
    const auth = { alice: [`supported_algorithms_uas = ${supported}`] };
    const { alice } = await phoneAt({ auth });
    alice.dial('sip:600@test.lan');
    await reported(alice, 'established');
    await hangUp(alice);
    const messages = (alice.signalling.trace(alice.line.id)?.messages ?? []).map(({ text }) => text);
    const challenge = messages.find((text) => text.startsWith('SIP/2.0 401')) ?? '';
    const algorithms = [...challenge.matchAll(/^WWW-Authenticate: .*algorithm=([\w-]+)/gim)];
    expect(algorithms.map(([, algorithm]) => algorithm).sort()).toEqual([...offered].sort());
    for (const method of ['REGISTER', 'INVITE']) {
      const answered = messages.filter(
        (text) => text.startsWith(`${method} `) && /^Authorization:/m.test(text),
      );
      expect(answered.length, method).toBeGreaterThan(0);
      for (const text of answered) expect(text).toMatch(SHA_256);
    }
  });

  test('hangs up with a cause of the telephone network: it is said why', async () => {
    const { alice } = await phone();
    for (const [number, cause, why] of [
      ['6138', 38, { kind: 'unreachable', status: 503 }],
      ['6117', 17, { kind: 'busy', status: 486 }],
      ['6116', 16, { kind: 'hung-up', by: 'them' }],
    ] as const) {
      alice.dial(`sip:${number}@test.lan`);
      await reported(alice, 'established');
      const { callId } = alice;
      const end = (): unknown =>
        alice.events.find((event) => event.kind === 'call/ended' && event.callId === callId);
      await until(() => end() !== undefined, `${number} is over`);
      expect(end()).toMatchObject({ why });
      expect(wire(alice)).toContain(`Q.850;cause=${String(cause)}`);
    }
  });

  test('refuses with a cause of the telephone network: it is said why', async () => {
    const { alice } = await phone();
    alice.dial('sip:404@test.lan');
    await reported(alice, 'ended not-found');
    expect(wire(alice)).toMatch(/^Reason: Q\.850;cause=1$/m);
  });
});
