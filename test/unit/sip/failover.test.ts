import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { fail, ok, type Result } from '../../../src-main/base/result';
import { Penalties } from '../../../src-main/sip/locate/penalties';
import { race } from '../../../src-main/sip/locate/race';

const endpoint = (address: string) => ({ address, port: 5_060 });
const [A, B, C] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map(endpoint) as [
  ReturnType<typeof endpoint>,
  ReturnType<typeof endpoint>,
  ReturnType<typeof endpoint>,
];

describe('happy eyeballs', () => {
  type Opened = Result<{ readonly name: string; dispose: () => void }, { readonly kind: 'refused' }>;

  function running() {
    const clock = new VirtualClock();
    const started: string[] = [];
    const closed: string[] = [];
    const settle = new Map<string, (opened: Opened) => void>();
    const won = race(
      [A, B, C],
      ({ address }) =>
        new Promise<Opened>((resolve) => {
          started.push(address);
          settle.set(address, resolve);
        }),
      clock,
    );
    const opens = (address: string): void =>
      settle.get(address)?.(ok({ name: address, dispose: () => closed.push(address) }));
    const refuses = async (address: string): Promise<void> => {
      settle.get(address)?.(fail({ kind: 'refused' }));
      await Promise.resolve();
      await Promise.resolve();
    };
    return { clock, started, closed, won, opens, refuses };
  }

  test('the next starts after 250 ms, the first that opens wins, what opens later is closed', async () => {
    const { clock, started, closed, won, opens } = running();
    expect(started).toEqual([A.address]);
    clock.advance(249);
    expect(started).toHaveLength(1);
    clock.advance(1);
    expect(started).toEqual([A.address, B.address]);
    opens(B.address);
    expect(await won).toMatchObject({ value: { name: B.address } });
    opens(A.address);
    await Promise.resolve();
    await Promise.resolve();
    expect([closed, started.length, clock.pending]).toEqual([[A.address], 2, 0]);
  });

  test('at once when the one before failed; all failed: the last failure', async () => {
    const { clock, started, won, refuses } = running();
    await refuses(A.address);
    await refuses(B.address);
    expect(started).toHaveLength(3);
    await refuses(C.address);
    expect(await won).toEqual(fail({ kind: 'refused' }));
    expect(clock.pending).toBe(0);
  });
});

describe('servers left alone', () => {
  const targets = [
    { priority: 1, endpoints: [A, B] },
    { priority: 2, endpoints: [C] },
  ];
  const order = (penalties: Penalties, nowMs: number) =>
    penalties.inTurn(targets, nowMs).map(({ endpoints }) => endpoints.map(({ address }) => address));

  test('a minute, then longer, or as long as they ask', () => {
    const penalties = new Penalties();
    penalties.add(A, 0, null);
    penalties.add(C, 0, 300_000);
    expect(order(penalties, 59_999)).toEqual([[B.address]]);
    expect(order(penalties, 60_000)).toEqual([[A.address, B.address]]);
    penalties.add(A, 60_000, null);
    expect(order(penalties, 179_999)).toEqual([[B.address]]);
    expect(order(penalties, 300_000)).toEqual([[A.address, B.address], [C.address]]);
    for (let time = 0; time < 50; time++) penalties.add(A, 0, null);
    expect(penalties.untilMs(A, 0)).toBe(1_800_000);
    penalties.forgive(A);
    penalties.add(A, 0, null);
    expect(penalties.untilMs(A, 0)).toBe(60_000);
  });

  test('all of them: what is free soonest comes first', () => {
    const penalties = new Penalties();
    penalties.add(B, 0, 9_000);
    penalties.add(A, 0, 30_000);
    penalties.add(C, 0, 5_000);
    expect(order(penalties, 1)).toEqual([[C.address], [B.address], [A.address]]);
  });
});
