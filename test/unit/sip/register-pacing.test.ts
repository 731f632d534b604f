import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { everySecond, watchNetwork } from '../../../src-main/sip/register/network-watch';
import { RegisterPacer } from '../../../src-main/sip/register/pacer';
import { reachabilityAfter, type ReachabilityHistory } from '../../../src-main/phone/account/reachability';
import type { Registration } from '../../../src-main/phone/account/registration';

describe('one REGISTER a second', () => {
  test('twenty lines take their turns in order; one that always wants another waits for all others', () => {
    const clock = new VirtualClock();
    const pacer = new RegisterPacer(clock);
    const sent: (readonly [line: number, atMs: number])[] = [];
    const register = (line: number): void => {
      pacer.turn(() => {
        sent.push([line, clock.monotonicMs()]);
        if (line === 0) register(0);
      });
    };
    for (let line = 1; line < 20; line++) register(line);
    register(0);
    expect(sent).toEqual([[1, 0]]);
    clock.advance(20_000);
    expect(sent.map(([line]) => line)).toEqual([...Array.from({ length: 19 }, (_, line) => line + 1), 0, 0]);
    expect(sent.map(([, atMs]) => atMs)).toEqual(Array.from({ length: 21 }, (_, second) => second * 1_000));
    pacer.dispose();
    expect(clock.pending).toBe(0);
  });

  test('an answer to a challenge does not wait, but the others do', () => {
    const clock = new VirtualClock();
    const pacer = new RegisterPacer(clock);
    const sent: number[] = [];
    const turn = () => pacer.turn(() => sent.push(clock.monotonicMs()));
    turn();
    pacer.spend();
    turn();
    clock.advance(10_000);
    turn();
    expect(sent).toEqual([0, 2_000, 10_000]);
  });

  test('a place given up is nobody’s', () => {
    const clock = new VirtualClock();
    const pacer = new RegisterPacer(clock);
    const sent: string[] = [];
    pacer.turn(() => sent.push('a'));
    const second = pacer.turn(() => sent.push('b'));
    pacer.turn(() => sent.push('c'));
    second.dispose();
    clock.advance(1_000);
    expect(sent).toEqual(['a', 'c']);
  });
});

describe('a change of network', () => {
  function watched() {
    const clock = new VirtualClock();
    const network = { addresses: ['192.0.2.5'] };
    const changes: number[] = [];
    const watch = watchNetwork({ clock, addresses: () => network.addresses, looks: everySecond(clock) }, () =>
      changes.push(clock.monotonicMs()),
    );
    return { clock, network, changes, watch };
  }

  test('is told once it settled, and only when there is one', () => {
    const { clock, network, changes, watch } = watched();
    clock.advance(10_500);
    expect(changes).toEqual([]);
    network.addresses = [];
    clock.advance(1_000);
    network.addresses = ['192.0.2.77', 'fe80::1'];
    clock.advance(10_000);
    expect(changes).toEqual([13_000]);
    network.addresses = ['fe80::1', '192.0.2.77'];
    clock.advance(10_000);
    expect(changes).toHaveLength(1);
    watch.dispose();
    expect(clock.pending).toBe(0);
  });

  test('one that never settles is told all the same, within 3.5 s', () => {
    const { clock, network, changes, watch } = watched();
    for (let second = 0; second < 4; second++) {
      network.addresses = [`192.0.2.${String(second)}`];
      clock.advance(1_000);
    }
    expect(changes).toEqual([3_500]);
    watch.dispose();
  });
});

describe('when calls could reach us', () => {
  const why = { kind: 'timeout', host: 'x' } as const;
  const registered: Registration = { state: 'registered', sinceMs: 0, expiresAtMs: 1 };
  const failed: Registration = { state: 'failed', why, retryAtMs: 5 };
  const history = (...reports: (readonly [Registration, number])[]): ReachabilityHistory =>
    reports.reduce<ReachabilityHistory>((so, [report, atMs]) => reachabilityAfter(so, report, atMs), []);

  test('since, and from … to', () => {
    expect(
      history(
        [{ state: 'registering' }, 1],
        [registered, 2],
        [registered, 3],
        [{ state: 'registering' }, 10],
        [failed, 11],
        [{ state: 'registering' }, 12],
        [registered, 20],
      ),
    ).toEqual([
      { kind: 'reachable', fromMs: 2, toMs: 10 },
      { kind: 'unreachable', fromMs: 10, toMs: 20, why },
      { kind: 'reachable', fromMs: 20, toMs: null },
    ]);
  });

  test('a line switched off is neither', () => {
    expect(history([registered, 1], [{ state: 'off' }, 5], [{ state: 'off' }, 6], [failed, 9])).toEqual([
      { kind: 'reachable', fromMs: 1, toMs: 5 },
      { kind: 'unreachable', fromMs: 9, toMs: null, why },
    ]);
  });

  test('is bounded, and keeps what is newest', () => {
    const reports = Array.from(
      { length: 1_000 },
      (_, atMs) => [atMs % 2 === 0 ? registered : failed, atMs] as const,
    );
    const kept = history(...reports);
    expect(kept).toHaveLength(200);
    expect(kept.at(-1)).toMatchObject({ kind: 'unreachable', fromMs: 999, toMs: null });
  });
});
