import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Alice, type AliceOptions } from '../ladder/support/alice';
import { until } from '../ladder/support/waiting';
import type { Line } from '../../src-main/phone/account/line';
import { fullText } from '../../src-main/sip/trace/ladder-text';
import { startBaresip } from '../support/baresip';
import { makeCertificates, type Certificates, type ServerCertificate } from '../support/certificates';
import { startDnsServer, type DnsServer } from '../support/dns-server';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { startKamailio, type Kamailio, type KamailioOptions } from '../support/kamailio';
import { peerMissing } from '../support/peer-missing';
import { freePort } from '../support/ports';
import { startSipp } from '../support/sipp';

const USERS = { alice: 'secret', bob: 'hidden' };
const DOMAIN = 'test.lan';
const T1_MS = 500;

/** A line of Kamailio's domain; closed when the test is over. */
function phone(line: Partial<Line>, options: Partial<AliceOptions> = {}): Alice {
  const alice = new Alice({ port: 0, t1Ms: T1_MS, ...options, line: { domain: DOMAIN, ...line } });
  onTestFinished(() => alice.signalling.close());
  return alice;
}

async function registered(alice: Alice, deadlineMs = 5_000): Promise<void> {
  await until(() => alice.registration.state === 'registered', 'registered', deadlineMs);
}

async function failure(alice: Alice) {
  await until(() => alice.registration.state === 'failed', 'not registered');
  return alice.registration.state === 'failed' ? alice.registration.why : undefined;
}

async function reported(alice: Alice, report: string, deadlineMs = 5_000): Promise<void> {
  const found = await alice.reports.nextThat((one) => one === report, deadlineMs);
  expect(found, `reported: ${report}`).toBe(report);
}

describe.skipIf(peerMissing('kamailio', 'dnsmasq', 'sipp', 'baresip'))('two Kamailios behind SRV', () => {
  dumpPeerLogsOnFailure();

  /** The first is preferred to the second. Found by NAPTR, SRV and A records of a real server. */
  async function pair(transport: 'udp' | 'tcp', more: Partial<KamailioOptions> = {}) {
    const options = { domain: DOMAIN, users: USERS, pair: true, ...more };
    const [first, second] = await Promise.all([startKamailio(options), startKamailio(options)]);
    const service = `_sip._${transport}.${DOMAIN}`;
    const dns = await startDnsServer([
      { service, target: `one.${DOMAIN}`, port: first.ports[transport], priority: 1 },
      { service, target: `two.${DOMAIN}`, port: second.ports[transport], priority: 2 },
    ]);
    onTestFinished(async () => {
      await Promise.all([dns.stop(), first.stop(), second.stop()]);
    });
    return { first, second, dns };
  }

  const at = (kamailio: Kamailio, method: string): number =>
    kamailio.log.text.split('\n').filter((line) => line.includes(`-> ${method} `)).length;

  /** Asked for the password, then registered; its log comes a moment after its answer. */
  const challenged = (kamailio: Kamailio): Promise<void> =>
    until(() => at(kamailio, 'REGISTER') >= 2, 'both REGISTERs in the log', 2_000);

  function line(transport: 'udp' | 'tcp', dns: DnsServer): Alice {
    return phone({ transport, server: null, codecs: ['PCMA'] }, { resolver: dns.resolver });
  }

  test.each(['udp', 'tcp'] as const)('registers with the preferred one, over %s', async (transport) => {
    const { first, second, dns } = await pair(transport);
    await registered(line(transport, dns));
    await first.log.line(/-> REGISTER /);
    expect(at(second, 'REGISTER')).toBe(0);
  });

  test.each(['udp', 'tcp'] as const)(
    'the preferred one is killed before we register over %s: the other has us',
    async (transport) => {
      const { first, second, dns } = await pair(transport);
      await first.kill();
      await registered(line(transport, dns), 12_000);
      await challenged(second);
    },
  );

  test('it is killed while we are registered over a connection: within 5 s the other has us', async () => {
    const { first, second, dns } = await pair('tcp');
    const alice = line('tcp', dns);
    await registered(alice);
    await first.kill();
    await until(() => alice.registration.state !== 'registered', 'the loss is noticed', 2_000);
    await registered(alice);
    await challenged(second);
  });

  test('it is killed in a call: the call stands, and is hung up by way of the other', async () => {
    await using bob = await startBaresip({ user: 'bob', answer: 'auto', codecs: ['PCMA/8000/1'] });
    const { first, second, dns } = await pair('tcp', { peers: { bob: bob.uri } });
    const alice = line('tcp', dns);
    await registered(alice);
    alice.dial(`sip:bob@${DOMAIN}`);
    await reported(alice, 'established');
    await bob.event('CALL_ESTABLISHED');
    await first.kill();
    await until(() => alice.registration.state !== 'registered', 'the loss is noticed', 2_000);
    await registered(alice);
    // Our Contact named the connection that is gone: the far end is told of the new one by way of the other.
    await second.log.line(/-> ACK /);
    expect(alice.signalling.open.calls).toBe(1);
    alice.signalling.handle({ kind: 'call/hang-up', callId: alice.callId });
    await reported(alice, 'ended hung-up us');
    await bob.event('CALL_CLOSED');
    expect(at(first, 'BYE')).toBe(0);
  });

  test('it is killed while we are calling: the other makes the call', async () => {
    await using bob = await startSipp({ scenario: 'uas-answers-late', pauseMs: 100 });
    const { first, second, dns } = await pair('udp', { peers: { bob: bob.uri } });
    const alice = line('udp', dns);
    await registered(alice);
    await first.kill();
    alice.dial(`sip:bob@${DOMAIN}`);
    await reported(alice, 'established', 15_000);
    await second.log.line(/-> INVITE /);
    alice.signalling.handle({ kind: 'call/hang-up', callId: alice.callId });
    expect((await bob.ended).code).toBe(0);
  });
});

describe.skipIf(peerMissing('kamailio', 'dnsmasq', 'openssl'))(
  'certificates of a domain found by SRV',
  () => {
    dumpPeerLogsOnFailure();
    let certificates: Certificates;
    beforeAll(() => {
      certificates = makeCertificates();
    });
    afterAll(() => {
      certificates[Symbol.dispose]();
    });

    async function lineTo(certificate: ServerCertificate, changes: Partial<Line> = {}): Promise<Alice> {
      const kamailio = await startKamailio({ domain: DOMAIN, users: USERS, tls: certificate });
      const dns = await startDnsServer([
        { service: `_sips._tcp.${DOMAIN}`, target: `sip.${DOMAIN}`, port: kamailio.ports.tls, priority: 1 },
      ]);
      onTestFinished(async () => {
        await Promise.all([dns.stop(), kamailio.stop()]);
      });
      const line = { transport: 'tls', server: null, trustedCa: certificates.caPem, ...changes } as const;
      return phone(line, { resolver: dns.resolver });
    }

    test('one for the domain, by an authority we trust', async () => {
      await registered(await lineTo(certificates.good));
    });

    test.each([
      ['expired', /expired/i],
      ['wrongName', /other\.lan/],
      // RFC 5922 §7.2: a wildcard is no name of a SIP domain, though it fits the server SRV led to.
      ['wildcard', /\*\.test\.lan/],
      ['selfSigned', /self.signed/i],
    ] as const)('%s is refused, and the reason named', async (which, reason) => {
      const why = await failure(await lineTo(certificates[which]));
      expect(why).toMatchObject({ kind: 'certificate' });
      expect(why?.kind === 'certificate' && why.detail).toMatch(reason);
    });

    test('an authority nobody told us of is refused', async () => {
      expect(await failure(await lineTo(certificates.good, { trustedCa: null }))).toMatchObject({
        kind: 'certificate',
      });
    });

    test('one signed by itself is accepted where just this one is trusted', async () => {
      await registered(await lineTo(certificates.selfSigned, { trustedCa: certificates.selfSignedPem }));
    });
  },
);

describe.skipIf(peerMissing('kamailio', 'kamailio-outbound', 'openssl'))('what one Kamailio offers', () => {
  dumpPeerLogsOnFailure();
  let certificates: Certificates;
  let kamailio: Kamailio;
  beforeAll(async () => {
    certificates = makeCertificates();
    kamailio = await startKamailio({
      ...{ domain: DOMAIN, users: USERS, tls: certificates.good },
      ...{ algorithm: 'SHA-256', outbound: true },
    });
  });
  afterAll(async () => {
    await kamailio.stop();
    certificates[Symbol.dispose]();
  });

  const at = (transport: Line['transport'], user: keyof typeof USERS): Alice =>
    phone(
      {
        ...{ user, transport, server: { host: '127.0.0.1', port: kamailio.ports[transport] } },
        ...{ id: `${user}-${transport}`, trustedCa: certificates.caPem },
      },
      { port: kamailio.ports[transport], password: USERS[user] },
    );
  const trace = (alice: Alice): string => fullText(alice.signalling.trace(alice.line.id)?.messages ?? []);

  test.each(['udp', 'tcp', 'tls', 'ws', 'wss'] as const)('SHA-256 over %s', async (transport) => {
    const alice = at(transport, 'alice');
    await registered(alice);
    expect(trace(alice)).toMatch(/WWW-Authenticate: Digest .*algorithm=SHA-256/);
  });

  test('a binding with a flow of its own (RFC 5626)', async () => {
    const alice = at('tcp', 'alice');
    await registered(alice);
    expect(trace(alice)).toMatch(/Require: outbound/);
    expect(trace(alice)).toMatch(/Flow-Timer: 20/);
  });

  test('two phones of one user ring; one answers, the other hears that it did', async () => {
    const [one, other] = [at('tcp', 'bob'), at('wss', 'bob')];
    const alice = at('udp', 'alice');
    await Promise.all([one, other, alice].map((each) => registered(each)));
    alice.dial(`sip:bob@${DOMAIN}`);
    await Promise.all([reported(one, 'incoming'), reported(other, 'incoming')]);
    one.signalling.handle({ kind: 'call/answer', callId: one.callId });
    await reported(one, 'established');
    await reported(other, 'ended answered-elsewhere');
    await reported(alice, 'established');
    alice.signalling.handle({ kind: 'call/hang-up', callId: alice.callId });
    await reported(one, 'ended hung-up them');
  });

  test('two phones of one user ring; one declines, the other still rings and answers', async () => {
    const [one, other] = [at('tcp', 'bob'), at('wss', 'bob')];
    const alice = at('udp', 'alice');
    await Promise.all([one, other, alice].map((each) => registered(each)));
    alice.dial(`sip:bob@${DOMAIN}`);
    await Promise.all([reported(one, 'incoming'), reported(other, 'incoming')]);
    one.signalling.handle({ kind: 'call/decline', callId: one.callId, status: 486 });
    await reported(one, 'ended declined us');
    other.signalling.handle({ kind: 'call/answer', callId: other.callId });
    await reported(alice, 'established');
    alice.signalling.handle({ kind: 'call/hang-up', callId: alice.callId });
    await reported(other, 'ended hung-up them');
  });

  test('nobody listens on the port: refused', async () => {
    const alice = phone({ transport: 'tcp', server: { host: '127.0.0.1', port: await freePort() } });
    expect(await failure(alice)).toMatchObject({ kind: 'refused' });
  });
});
