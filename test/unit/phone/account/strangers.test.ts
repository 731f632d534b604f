import { expect, test } from 'vitest';
import * as v from 'valibot';
import { FromLine } from '../../../../src-main/app/line/protocol';
import { VirtualClock } from '../../../../src-main/base/virtual-clock';
import { StrangerCount } from '../../../../src-main/sip/transport/stranger-count';
import { Bench } from '../fakes';

test('the first stranger is told of at once, a scanner every ten seconds, and nothing when nobody comes', () => {
  const clock = new VirtualClock(1_000);
  const told: number[] = [];
  const strangers = new StrangerCount(clock, ({ count, sinceMs }) => {
    expect(sinceMs).toBe(1_000);
    told.push(count);
  });
  clock.advance(5_000);
  strangers.add();
  expect(told).toEqual([1]);
  for (let ms = 0; ms < 20_000; ms += 5) {
    clock.advance(5);
    strangers.add();
  }
  expect(told).toHaveLength(3);
  clock.advance(60_000);
  expect(told.at(-1)).toBe(4_001);
  expect(clock.pending).toBe(0);
  strangers.add();
  expect(told.at(-1)).toBe(4_002);
  strangers.dispose();
  strangers.add();
  clock.advance(60_000);
  expect(told.at(-1)).toBe(4_002);
  expect(clock.pending).toBe(0);
});

test('a line shows how many there were, as the line process says it', async () => {
  const bench = new Bench();
  bench.telephone.start();
  const id = await bench.line();
  const ofLine = () => bench.telephone.lines.value.find((line) => line.id === id);
  expect(ofLine()).not.toHaveProperty('strangers');
  const strangers = { count: 7, sinceMs: 5 };
  const event = { kind: 'line/strangers', lineId: id, strangers } as const;
  expect(v.parse(FromLine, { kind: 'event', event })).toEqual({ kind: 'event', event });
  expect(v.is(FromLine, { kind: 'event', event: { ...event, strangers: { count: 'many' } } })).toBe(false);
  bench.process.report(event);
  expect(ofLine()?.strangers).toEqual(strangers);
  // Of a line that was removed meanwhile nothing is kept.
  bench.process.report({ ...event, lineId: 'gone' });
  expect(bench.telephone.lines.value).toHaveLength(1);
});
