import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src-main/base/random';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { inOrder, locate } from '../../../src-main/sip/locate/locate';
import type { NaptrPointer, Resolver } from '../../../src-main/sip/locate/resolver';
import { Admission } from '../../../src-main/sip/transport/admission';
import { LargeRequests } from '../../../src-main/sip/transport/large-requests';
import { nextHop } from '../../../src-main/sip/transport/next-hop';
import type { Flow } from '../../../src-main/sip/transport/flow';

const notFound = Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
const zone = (
  addresses: Record<string, string[]>,
  services: Record<string, [string, number, number, number][]> = {},
  pointers: NaptrPointer[] = [],
): Resolver => ({
  addresses: (host) => (addresses[host] ? Promise.resolve(addresses[host]) : Promise.reject(notFound)),
  services: (name) =>
    services[name]
      ? Promise.resolve(
          services[name].map(([host, port, priority, weight]) => ({ name: host, port, priority, weight })),
        )
      : Promise.reject(notFound),
  pointers: () => (pointers.length > 0 ? Promise.resolve(pointers) : Promise.reject(notFound)),
});
const find = (line: Parameters<typeof locate>[0], resolver: Resolver) =>
  locate(line, resolver, new VirtualClock(), seededRandom(1));

describe('locating', () => {
  test('a literal address needs no name service', async () => {
    const found = await find(
      { domain: 'x.test', transport: 'udp', server: { host: '[::1]', port: 5070 } },
      zone({}),
    );
    expect(found).toMatchObject({ value: { targets: [{ endpoints: [{ address: '::1', port: 5070 }] }] } });
  });

  test.each([
    ['udp', 5060],
    ['tcp', 5060],
    ['tls', 5061],
    ['ws', 80],
    ['wss', 443],
  ] as const)('the domain over %s at port %i', async (transport, port) => {
    const found = await find(
      { domain: 'x.test', transport, server: null },
      zone({ 'x.test': ['192.0.2.1'] }),
    );
    expect(found).toMatchObject({ value: { targets: [{ endpoints: [{ address: '192.0.2.1', port }] }] } });
  });

  test('SRV alone is enough, in order of priority; a configured port asks for none', async () => {
    const resolver = zone(
      { 'a.test': ['192.0.2.1'], 'b.test': ['192.0.2.2', '192.0.2.3'] },
      {
        '_sips._tcp.x.test': [
          ['b.test', 5062, 20, 1],
          ['a.test', 5061, 10, 1],
        ],
      },
    );
    const found = await find({ domain: 'x.test', transport: 'tls', server: null }, resolver);
    expect(found).toMatchObject({
      value: {
        targets: [
          { priority: 10, endpoints: [{ address: '192.0.2.1' }] },
          { priority: 20, endpoints: [{ address: '192.0.2.2' }, { address: '192.0.2.3' }] },
        ],
      },
    });
    const fixed = await find(
      { domain: 'x.test', transport: 'tls', server: { host: 'b.test', port: 7 } },
      resolver,
    );
    expect(fixed).toMatchObject({
      value: { targets: [{ endpoints: [{ address: '192.0.2.2', port: 7 }, { address: '192.0.2.3' }] }] },
    });
  });

  const pointer = (service: string, replacement: string, order: number, flags = 's'): NaptrPointer => ({
    flags,
    service,
    replacement,
    order,
    preference: 1,
  });

  test('NAPTR names the SRV records of our transport, the preferred that has any (RFC 3263 §4.1)', async () => {
    const resolver = zone(
      { 'a.test': ['192.0.2.1'], 'usual.test': ['192.0.2.9'] },
      {
        '_sip._udp.farm.test': [['a.test', 5_070, 1, 1]],
        '_sip._udp.x.test': [['usual.test', 5_060, 1, 1]],
        '_sips._tcp.x.test': [['usual.test', 5_061, 1, 1]],
      },
      [
        pointer('SIP+D2U', '_sip._udp.farm.test.', 20),
        pointer('SIP+D2U', '_sip._udp.gone.test', 10),
        pointer('SIPS+D2T', '_sip._udp.gone.test', 1),
        pointer('SIP+D2U', 'a.test', 2, 'a'),
      ],
    );
    const at = async (transport: 'udp' | 'tls') => {
      const found = await find({ domain: 'x.test', transport, server: null }, resolver);
      return found.ok ? found.value.targets.map(({ endpoints }) => endpoints[0]) : found.error;
    };
    expect(await at('udp')).toEqual([{ address: '192.0.2.1', port: 5_070 }]);
    expect(await at('tls')).toEqual([{ address: '192.0.2.9', port: 5_061 }]);
  });

  test('the families of one server take turns, the system’s choice first (RFC 7984, RFC 8305 §4)', async () => {
    const addresses = ['2001:db8::1', '2001:db8::2', '2001:db8::3', '192.0.2.1'];
    const found = await find(
      { domain: 'x.test', transport: 'tcp', server: null },
      zone({ 'x.test': addresses }),
    );
    const tried = found.ok ? found.value.targets[0]?.endpoints.map(({ address }) => address) : [];
    expect(tried).toEqual(['2001:db8::1', '192.0.2.1', '2001:db8::2', '2001:db8::3']);
  });

  test('one server whose name does not resolve does not hide the others', async () => {
    const resolver = zone(
      { 'b.test': ['192.0.2.2'] },
      {
        '_sip._tcp.x.test': [
          ['a.test', 1, 1, 1],
          ['b.test', 2, 2, 1],
        ],
      },
    );
    expect(await find({ domain: 'x.test', transport: 'tcp', server: null }, resolver)).toMatchObject({
      value: { targets: [{ priority: 2 }] },
    });
  });

  test('weights are met on average (RFC 2782)', () => {
    const random = seededRandom(9);
    const targets = [1, 3].map((weight) => ({ name: String(weight), port: 1, priority: 1, weight }));
    const first = Array.from({ length: 4_000 }, () => inOrder(targets, random)[0]?.name);
    expect(first.filter((name) => name === '3').length / 4_000).toBeCloseTo(0.75, 1);
  });

  test('a name that does not exist, a name service that does not answer SRV', async () => {
    expect(await find({ domain: 'x.test', transport: 'udp', server: null }, zone({}))).toMatchObject({
      error: { kind: 'name-not-found', host: 'x.test' },
    });
    const clock = new VirtualClock();
    const silent: Resolver = {
      ...zone({ 'x.test': ['192.0.2.1'] }),
      services: () => new Promise(() => undefined),
    };
    const finding = locate(
      { domain: 'x.test', transport: 'udp', server: null },
      silent,
      clock,
      seededRandom(1),
    );
    clock.advance(2_000);
    expect(await finding).toMatchObject({ ok: true });
  });
});

describe('where a request goes', () => {
  const request = (start: string, to: string, route?: string) => ({
    start,
    headers: [{ name: 'to', value: to }, ...(route === undefined ? [] : [{ name: 'route', value: route }])],
    body: '',
  });

  test.each([
    [
      'outside a dialog to the proxy',
      request('INVITE sip:b@192.0.2.7 SIP/2.0', '<sip:b@x>'),
      { kind: 'proxy' },
    ],
    [
      'inside to the target',
      request('BYE sip:b@192.0.2.7:99 SIP/2.0', '<sip:b@x>;tag=1'),
      { kind: 'address', endpoint: { address: '192.0.2.7', port: 99 } },
    ],
    [
      'inside by the route',
      request('BYE sip:b@192.0.2.7 SIP/2.0', '<sip:b@x>;tag=1', '<sip:[2001:db8::1]:5070;lr>'),
      { kind: 'address', endpoint: { address: '2001:db8::1', port: 5_070 } },
    ],
    ['our own proxy by name', request('BYE sip:b@x.test SIP/2.0', '<sip:b@x>;tag=1'), { kind: 'proxy' }],
    [
      'another name',
      request('BYE sip:b@y.test SIP/2.0', '<sip:b@x>;tag=1'),
      { kind: 'name', host: 'y.test', port: 5_060 },
    ],
    [
      'a browser without an address',
      request('BYE sip:b@abc.invalid SIP/2.0', '<sip:b@x>;tag=1'),
      { kind: 'proxy' },
    ],
  ])('%s', (_what, message, hop) => {
    expect(nextHop(message, ['x.test'])).toEqual(hop);
  });
});

describe('who may speak to us', () => {
  test('the server always, peers inside a dialog only, nobody else', () => {
    const admission = new Admission();
    admission.setServers(['192.0.2.1', '::ffff:192.0.2.2']);
    admission.admitPeer('192.0.2.9');
    const verdicts = ['192.0.2.1', '192.0.2.2', '192.0.2.9', '192.0.2.66'].map((address) => [
      admission.admits(address, false),
      admission.admits(address, true),
    ]);
    expect(verdicts).toEqual([
      [true, true],
      [true, true],
      [false, true],
      [false, false],
    ]);
    expect(admission.strangers).toBe(3);
  });
});

describe('large requests', () => {
  const flow = { dispose: () => undefined } as Flow;
  const to = { address: '192.0.2.1', port: 5_060 };

  test('one connection is opened and kept', async () => {
    let opened = 0;
    const large = new LargeRequests(
      () => Promise.resolve(++opened ? flow : null),
      () => 0,
    );
    expect(await Promise.all([large.flowTo(to), large.flowTo(to)])).toEqual([flow, flow]);
    expect([await large.flowTo(to), opened]).toEqual([flow, 1]);
    large.dispose();
  });

  test('a server without TCP is not asked again for ten minutes', async () => {
    let asked = 0;
    let nowMs = 0;
    const large = new LargeRequests(
      () => Promise.resolve(++asked ? null : flow),
      () => nowMs,
    );
    await large.flowTo(to);
    await large.flowTo(to);
    expect(asked).toBe(1);
    nowMs = 601_000;
    await large.flowTo(to);
    expect(asked).toBe(2);
  });
});
