import { describe, expect, onTestFinished, test } from 'vitest';
import { fullText } from '../../src-main/sip/trace/ladder-text';
import { Alice, type AliceOptions } from '../ladder/support/alice';
import { until } from '../ladder/support/waiting';
import { startBaresip } from '../support/baresip';
import { startDnsServer } from '../support/dns-server';
import { dumpPeerLogsOnFailure } from '../support/dump-peer-logs';
import { startKamailio, type Kamailio } from '../support/kamailio';
import { peerMissing } from '../support/peer-missing';

const DOMAIN = 'test.lan';

describe.skipIf(peerMissing('kamailio', 'kamailio-outbound', 'dnsmasq', 'baresip'))(
  'a proxy at the edge, and the registrar behind it',
  () => {
    dumpPeerLogsOnFailure();

    async function network(edges: number): Promise<readonly [Kamailio, readonly Kamailio[]]> {
      const registrar = await startKamailio({
        ...{ domain: DOMAIN, users: { alice: 'secret' } },
        ...{ outbound: true, gruu: false },
      });
      const edgeOf = registrar.ports.udp;
      const proxies = await Promise.all(
        Array.from({ length: edges }, () => startKamailio({ domain: 'edge.lan', edgeOf })),
      );
      onTestFinished(async () => {
        await Promise.all([registrar, ...proxies].map((each) => each.stop()));
      });
      return [registrar, proxies];
    }

    function phone(options: Partial<AliceOptions>): Alice {
      const { line, ...rest } = options;
      const over = { domain: DOMAIN, transport: 'tcp', codecs: ['PCMA'], ...line } as const;
      const alice = new Alice({ port: 0, t1Ms: 500, ...rest, line: over });
      onTestFinished(() => alice.signalling.close());
      return alice;
    }

    const trace = (alice: Alice): string => fullText(alice.signalling.trace(alice.line.id)?.messages ?? []);

    async function reported(alice: Alice, report: string, deadlineMs = 10_000): Promise<void> {
      const found = await alice.reports.nextThat((one) => one === report, deadlineMs);
      expect(found, `reported: ${report}`).toBe(report);
    }

    /** Somebody who knows the registrar only calls; the call stands, and we hang up. */
    async function isCalled(alice: Alice, registrar: Kamailio): Promise<void> {
      await using bob = await startBaresip({ user: 'bob', codecs: ['PCMA/8000/1'] });
      await bob.dial(`sip:alice@127.0.0.1:${String(registrar.ports.udp)}`);
      await reported(alice, 'incoming');
      alice.signalling.handle({ kind: 'call/answer', callId: alice.callId });
      await reported(alice, 'established');
      await bob.event('CALL_ESTABLISHED');
      alice.signalling.handle({ kind: 'call/hang-up', callId: alice.callId });
      await bob.event('CALL_CLOSED');
      await reported(alice, 'ended hung-up us');
    }

    test('Path (RFC 3327): calls come back over our own flow', async () => {
      const [registrar, [edge]] = await network(1);
      const server = { host: '127.0.0.1', port: edge?.ports.tcp ?? 0 };
      const alice = await phone({ line: { server } }).registered();
      expect(trace(alice)).toMatch(/^Path: <sip:.*;lr;ob>/m);
      expect(trace(alice)).toMatch(/^Require: .*outbound/m);
      await isCalled(alice, registrar);
      await edge?.log.line(/-> INVITE .* from udp/);
    });

    test('a flow over each of two edges (RFC 5626): one is killed, calls come over the other at once', async () => {
      const [registrar, edges] = await network(2);
      const dns = await startDnsServer(
        edges.map(({ ports }, index) => ({
          ...{ service: `_sip._tcp.${DOMAIN}`, target: `edge${String(index)}.${DOMAIN}` },
          ...{ port: ports.tcp, priority: 1 + index },
        })),
      );
      onTestFinished(() => dns.stop());
      const alice = await phone({ line: { server: null }, resolver: dns.resolver }).registered();
      const second = (): boolean => /^Contact: .*reg-id=2/m.test(trace(alice));
      await until(second, 'a second flow', 15_000);
      await edges[1]?.log.line(/-> REGISTER /, { ms: 15_000 });
      await until(
        () => /SIP\/2\.0 200 (?:(?!^----)[\s\S])*?^Contact: .*reg-id=2/m.test(trace(alice)),
        'the second flow is registered',
        15_000,
      );
      await edges[0]?.kill();
      await isCalled(alice, registrar);
    });
  },
);
