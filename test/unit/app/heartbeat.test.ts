import { expect, test } from 'vitest';
import { BEAT_MS, Heartbeat } from '../../../src-main/app/line/heartbeat';
import { VirtualClock } from '../../../src-main/base/virtual-clock';

function heart() {
  const clock = new VirtualClock();
  const beats: number[] = [];
  const world = { calls: 0 };
  const heartbeat = new Heartbeat({
    clock,
    calls: () => world.calls,
    beat: (nextMs) => beats.push(nextMs),
  });
  heartbeat.beat();
  const take = (): number[] => beats.splice(0);
  return { clock, heartbeat, world, take };
}

test('at rest it beats seldom, and says so', () => {
  const { clock, take } = heart();
  clock.advance(BEAT_MS.idle);
  expect(take()).toEqual([BEAT_MS.idle, BEAT_MS.idle]);
});

test('before a message is read the next beat is promised soon; a quiet second later it rests again', () => {
  const { clock, heartbeat, take } = heart();
  take();
  heartbeat.reading();
  expect(take()).toEqual([BEAT_MS.soon]);
  clock.advance(BEAT_MS.soon);
  expect(take()).toEqual([BEAT_MS.idle]);
});

test('many messages cost one beat a second', () => {
  const { clock, heartbeat, take } = heart();
  take();
  for (let message = 0; message < 100; message++) heartbeat.reading();
  clock.advance(BEAT_MS.soon);
  expect(take()).toEqual([BEAT_MS.soon, BEAT_MS.soon]);
});

test('from the first call on it beats every second', () => {
  const { clock, heartbeat, world, take } = heart();
  take();
  world.calls = 1;
  heartbeat.called();
  heartbeat.called();
  clock.advance(3 * BEAT_MS.soon);
  expect(take()).toEqual(Array(4).fill(BEAT_MS.soon));
});
