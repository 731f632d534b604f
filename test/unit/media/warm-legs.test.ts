import { expect, test } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import type { Leg } from '../../../src-main/media/loopback/leg';
import { WarmLegs } from '../../../src-main/media/warm-legs';

const pending = (): Promise<Leg> => new Promise(() => undefined);

function warming() {
  const clock = new VirtualClock();
  const opened: number[] = [];
  const open = (): Promise<Leg> => {
    opened.push(clock.monotonicMs());
    return pending();
  };
  return { clock, opened, legs: new WarmLegs({ open, clock, log: silentLog }) };
}

test('a process that starts makes no leg before it has done what is more urgent', () => {
  const { clock, opened, legs } = warming();
  legs.warm('L1');
  // The window is there; it too finds the process starting.
  legs.renew(() => undefined);
  clock.advance(1499);
  expect(opened).toEqual([]);
  clock.advance(1);
  expect(opened).toEqual([1500]);
  legs.warm('L2');
  expect(opened).toEqual([1500, 1500]);
  legs.dispose();
  expect(clock.pending).toBe(0);
});

test('a call that comes before opens its own', () => {
  const { opened, legs } = warming();
  legs.warm('L1');
  void legs.take('L1');
  expect(opened).toEqual([0]);
  legs.dispose();
});
