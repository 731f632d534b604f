import { expect, test } from 'vitest';
import { disposable, DisposableStore } from '../../../src-main/base/disposable';
import { fraction, seededRandom, token, uint32 } from '../../../src-main/base/random';
import { Signal } from '../../../src-main/base/signal';
import { VirtualClock } from '../../../src-main/base/virtual-clock';

test('what is opened is closed in reverse, once, even when one closing throws', () => {
  const closed: string[] = [];
  const store = new DisposableStore();
  store.add(disposable(() => closed.push('first')));
  store.add(
    disposable(() => {
      throw new Error('second');
    }),
  );
  store.add(disposable(() => closed.push('third')));
  expect(() => {
    store.dispose();
  }).toThrow('second');
  store.dispose();
  expect(closed).toEqual(['third', 'first']);
});

test('what comes after the end is closed at once', () => {
  const store = new DisposableStore();
  store.dispose();
  let closed = 0;
  store.add(disposable(() => closed++));
  expect([closed, store.size]).toEqual([1, 0]);
});

test('a listener that throws does not keep the others from hearing', () => {
  const errors: unknown[] = [];
  const heard: string[] = [];
  const signal = new Signal<string>((error) => errors.push(error));
  signal.event(() => {
    throw new Error('deaf');
  });
  const second = signal.event((value) => heard.push(value));
  signal.fire('one');
  second.dispose();
  signal.fire('two');
  expect([heard, errors.length, signal.listenerCount]).toEqual([['one'], 2, 1]);
});

test('the virtual clock fires in order of time, also what is set while it moves', () => {
  const clock = new VirtualClock(0);
  const fired: string[] = [];
  clock.after(20, () => fired.push(`b${clock.nowMs()}`));
  clock.after(10, () => clock.after(5, () => fired.push(`a${clock.nowMs()}`)));
  const beat = clock.every(8, () => fired.push(`x${clock.nowMs()}`));
  clock.advance(20);
  beat.dispose();
  clock.advance(20);
  expect(fired).toEqual(['x8', 'a15', 'x16', 'b20']);
  expect(clock.pending).toBe(0);
});

test('seeded randomness repeats itself', () => {
  expect(token(seededRandom(7))).toBe(token(seededRandom(7)));
  expect(token(seededRandom(7))).not.toBe(token(seededRandom(8)));
  expect(uint32(seededRandom(1))).toBeLessThan(2 ** 32);
});

test('the virtual clock keeps thousands of timers in order, those given up left out', () => {
  const clock = new VirtualClock(0);
  const random = seededRandom(9);
  const fired: { readonly atMs: number; readonly order: number }[] = [];
  const wanted: { readonly atMs: number; readonly order: number }[] = [];
  for (let order = 0; order < 5_000; order++) {
    const atMs = Math.floor(fraction(random) * 1_000);
    const timer = clock.after(atMs, () => fired.push({ atMs: clock.monotonicMs(), order }));
    if (fraction(random) < 0.3) timer.dispose();
    else wanted.push({ atMs, order });
  }
  wanted.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
  expect([clock.pending, clock.nextDueMs]).toEqual([wanted.length, wanted[0]?.atMs]);
  clock.advance(1_000);
  expect(fired).toEqual(wanted);
  expect([clock.pending, clock.nextDueMs]).toEqual([0, null]);
});
