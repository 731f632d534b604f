import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { silentLog } from '../../src-main/base/log';
import { seededRandom } from '../../src-main/base/random';
import { VirtualClock } from '../../src-main/base/virtual-clock';
import { openSignalling } from '../../src-main/sip/signalling';
import { StreamRegistrar } from '../unit/sip/support/stream-registrar';
import { Alice, aliceLine } from './support/alice';
import { domain } from './support/domain';
import { FakeMedia } from './support/fake-media';
import { FarEnd } from './support/far-end';
import { ladder } from './support/ladder';
import { MirrorProxy } from './support/mirror-proxy';
import { until } from './support/waiting';

test('an overloaded server (503) is left for the next one (RFC 3263 §4.3)', async () => {
  const [first, second] = await Promise.all([FarEnd.open(), FarEnd.open()]);
  first.answersRegister = second.answersRegister = false;
  const resolver = domain(first.port, second.port);
  const alice = new Alice({ port: 0, line: { server: null }, resolver });
  alice.watchesRegistration = true;
  await ladder(
    alice,
    first,
    `
        REGISTER    -->
                    <--  503 [Retry-After: 60]   registering`,
  );
  await ladder(
    alice,
    second,
    `
        REGISTER    -->                  registering
                    <--  503 [Retry-After: 60]   failed rejected`,
  );
  const { registration } = alice;
  const inMs = registration.state === 'failed' ? (registration.retryAtMs ?? 0) - Date.now() : 0;
  expect(inMs).toBeGreaterThan(55_000);
  await alice.signalling.close();
  first.close();
  second.close();
});

test('a server that refuses the connection is passed over', async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
  const address = gone.address();
  await new Promise((resolve) => gone.close(resolve));
  const registrar = await StreamRegistrar.open('tcp');
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const resolver = domain(port, registrar.port);
  const alice = new Alice({ port: 0, line: { server: null, transport: 'tcp' }, resolver });
  await alice.registered();
  expect(registrar.accepted).toBe(1);
  await alice.signalling.close();
  await registrar.stop();
});

test.each([
  ['::1', '127.0.0.1'],
  ['127.0.0.1', '::1'],
])(
  'of one server with addresses of both families, %s first, the one that answers is taken (RFC 7984, 8305)',
  async (...addresses) => {
    const registrar = await StreamRegistrar.open('tcp');
    const none = (): Promise<never> => Promise.reject(Object.assign(new Error('none'), { code: 'ENODATA' }));
    const resolver = { addresses: () => Promise.resolve(addresses), services: none, pointers: none };
    const line = { server: { host: 'pbx.example.test', port: registrar.port }, transport: 'tcp' } as const;
    const alice = await new Alice({ port: 0, line, resolver }).registered();
    const register = await registrar.inbox.next(5_000);
    expect(register?.header('contact')).toContain('@127.0.0.1:');
    expect(registrar.accepted).toBe(1);
    await alice.signalling.close();
    await registrar.stop();
  },
);

test('a silent server is left for the next one, and gone back to when it answers again', async () => {
  const clock = new VirtualClock();
  const [preferred, other] = await Promise.all([MirrorProxy.open(), MirrorProxy.open()]);
  preferred.deaf = true;
  const heard: string[] = [];
  preferred.onRegister = () => heard.push('preferred');
  other.onRegister = () => heard.push('other');
  const signalling = openSignalling({
    media: new FakeMedia(),
    clock,
    random: seededRandom(6),
    log: silentLog,
    resolver: domain(preferred.port, other.port),
    addresses: () => [],
    emit: () => undefined,
  });
  const state = (): string | undefined => signalling.reachability('line-1').at(-1)?.kind;
  /** In steps, so that what is looked up or sent on the way is answered on the way. How long it took, ms. */
  const passUntil = async (holds: () => boolean, what: string): Promise<number> => {
    for (let passedMs = 0; passedMs < 600_000; passedMs += 500) {
      if (holds()) return passedMs;
      clock.advance(500);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`did not happen in ten minutes: ${what}`);
  };
  signalling.handle({ kind: 'line/set', line: aliceLine({ expiresS: 3_600 }), password: '' });
  await until(() => heard.length > 0, 'the preferred server asked');
  await passUntil(() => state() === 'reachable', 'registered with the other');
  expect(new Set(heard)).toEqual(new Set(['preferred', 'other']));

  // A minute later it is asked again; it still says nothing.
  heard.length = 0;
  const firstMs = await passUntil(() => heard.includes('preferred'), 'the preferred server asked again');
  expect(firstMs).toBeGreaterThan(50_000);
  await passUntil(
    () => heard.includes('other') && state() === 'reachable',
    'registered with the other again',
  );

  // It is left alone twice as long; then it answers.
  preferred.deaf = false;
  heard.length = 0;
  const secondMs = await passUntil(
    () => heard.includes('preferred'),
    'the preferred server asked a third time',
  );
  expect(secondMs).toBeGreaterThan(100_000);
  await passUntil(() => state() === 'reachable', 'back');
  expect(heard).not.toContain('other');
  const before = heard.length;
  const closing = signalling.close();
  await until(() => heard.length > before, 'binding removed');
  clock.advance(2_000);
  await closing;
  preferred.close();
  other.close();
});
