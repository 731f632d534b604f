import { expect, test } from 'vitest';
import { silentLog } from '../../src-main/base/log';
import { seededRandom } from '../../src-main/base/random';
import { VirtualClock } from '../../src-main/base/virtual-clock';
import { openSignalling } from '../../src-main/sip/signalling';
import { aliceLine } from './support/alice';
import { FakeMedia } from './support/fake-media';
import { MirrorProxy } from './support/mirror-proxy';
import { until } from './support/waiting';

const LINES = 20;

test('twenty lines register one a second', async () => {
  const clock = new VirtualClock();
  const proxy = await MirrorProxy.open();
  const network = { addresses: ['192.0.2.5'] };
  const arrivedMs: number[] = [];
  proxy.onRegister = () => arrivedMs.push(clock.monotonicMs());
  const registered = new Set<string>();
  const signalling = openSignalling({
    media: new FakeMedia(),
    clock,
    random: seededRandom(5),
    log: silentLog,
    addresses: () => network.addresses,
    emit: (event) => {
      if (event.kind !== 'line/registration') return;
      if (event.registration.state === 'registered') registered.add(event.lineId);
    },
  });
  const server = { host: '127.0.0.1', port: proxy.port };
  for (let index = 0; index < LINES; index++) {
    const line = aliceLine({ id: `line-${String(index)}`, user: `user${String(index)}`, server });
    signalling.handle({ kind: 'line/set', line, password: '' });
  }
  for (let count = 1; count <= LINES; count++) {
    await until(() => registered.size === count, `${String(count)} lines registered`);
    clock.advance(1_000);
  }
  expect(arrivedMs).toEqual(Array.from({ length: LINES }, (_, second) => second * 1_000));
  expect(signalling.reachability('line-7')).toEqual([
    { kind: 'reachable', fromMs: clock.nowMs() - 13_000, toMs: null },
  ]);

  // Another interface of this machine changed: nobody need register again.
  network.addresses = ['192.0.2.6'];
  clock.advance(2_500);
  await new Promise((resolve) => setTimeout(resolve, 50));
  clock.advance(1_000);
  expect(arrivedMs).toHaveLength(LINES);
  const closing = signalling.close();
  await until(() => arrivedMs.length === 2 * LINES, 'all bindings removed');
  clock.advance(2_000);
  await closing;
  proxy.close();
});
