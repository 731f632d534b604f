import { describe, expect, test } from 'vitest';
import { isCrowd } from '../../../src-main/sip/locate/crowd';
import { Herd } from '../../support/herd/herd';
import { MEAN_OVER_S, SCENARIOS, sentence } from '../../support/herd/scenarios';

/** `npm run bench -- --only herd` has 100,000. */
const PHONES = 2_000;
const SEED = 20_261_125;
const PROVIDER = [{ weight: 60 }, { weight: 40 }];

describe('many phones lose their registrars at once: no herd, and nobody is lost', () => {
  const names = Object.keys(SCENARIOS) as (keyof typeof SCENARIOS)[];

  test.each(names)('%s', { timeout: 120_000 }, async (name) => {
    const found = await SCENARIOS[name](PHONES, SEED);
    process.stdout.write(`herd ${sentence(found)}\n`);
    expect(found.backS, 'seconds until 99 % are back').not.toBeNull();
    expect(found.meanPeak / found.even, `peak over ${String(MEAN_OVER_S)} s`).toBeLessThanOrEqual(1.5);
    // After a rolling restart the last registrar has the fewest phones: nobody moves who need not.
    expect(found.offWeight).toBeLessThan(name === 'rolling-restart' ? 20 : 3);
  });
});

describe('one phone whose connection broke waits for nobody', () => {
  async function withoutOne(): Promise<Herd> {
    const herd = await Herd.registered(20, SEED, PROVIDER);
    herd.provider.zone[0]?.dropOne();
    return herd;
  }

  test('it is back in two seconds, at the same registrar', async () => {
    const herd = await withoutOne();
    const before = herd.provider.zone.map(({ connections }) => connections + 1);
    expect(herd.reachable).toBe(19);
    await herd.pass(2_000);
    expect(herd.reachable).toBe(20);
    expect(herd.provider.zone[0]?.connections).toBe(before[0]);
  });

  test('nor when it wants back at once: whoever refreshes by hand is with another registrar in a second', async () => {
    const herd = await Herd.registered(20, SEED, PROVIDER);
    herd.provider.zone[0]?.stop();
    await herd.pass(1_500);
    const lost = herd.phones.filter((phone) => !phone.isReachable);
    expect(lost.length).toBeGreaterThan(5);
    for (const { registration } of lost) registration.register();
    await herd.pass(1_000);
    expect(herd.reachable).toBe(20);
  });
});

describe('a crowd', () => {
  const targets = (...addresses: readonly string[]) =>
    addresses.map((address) => ({ priority: 1, endpoints: [{ address, port: 5_061 }] }));

  test.each([
    [['198.51.100.1', '198.51.100.2'], true],
    [['2001:db8::1', '198.51.100.2'], true],
    [['198.51.100.1'], false],
    [['192.168.1.1', '192.168.1.2'], false],
    [['10.0.0.1', '198.51.100.2'], false],
    [['fd00::1', 'fd00::2'], false],
    [[], false],
  ])('%j: %s', (addresses, crowd) => {
    expect(isCrowd(targets(...addresses))).toBe(crowd);
  });
});
