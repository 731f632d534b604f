import { describe, expect, test } from 'vitest';
import { dayName, daysAgo, duration, whenShort } from '../../../src-renderer/text/format';
import { plural } from '../../../src-renderer/text/plural';

const at = (day: number, hour: number, minute = 0): number => new Date(2026, 2, day, hour, minute).getTime();
const words = { today: 'Today', yesterday: 'Yesterday' };

test.each([
  [0, '0:00'],
  [999, '0:00'],
  [7_000, '0:07'],
  [750_000, '12:30'],
  [3_723_000, '1:02:03'],
  [-5, '0:00'],
])('%d ms last %s', (ms, shown) => {
  expect(duration(ms)).toBe(shown);
});

describe('the heading of a day', () => {
  const nowMs = at(10, 14);
  test.each([
    [at(10, 0), 'Today'],
    [at(9, 23, 59), 'Yesterday'],
    [at(6, 12), 'Friday'],
    [at(1, 12), 'March 1'],
    [new Date(2025, 11, 24, 12).getTime(), 'December 24, 2025'],
  ])('%d is %s', (ms, shown) => {
    expect(dayName(ms, nowMs, 'en', words)).toBe(shown);
  });

  test('is German in German', () => {
    expect(dayName(at(1, 12), nowMs, 'de', words)).toBe('1. März');
  });
});

test('the night when clocks change is still one day', () => {
  expect(daysAgo(new Date(2026, 2, 28, 12).getTime(), new Date(2026, 2, 29, 12).getTime())).toBe(1);
});

test('the last hour is told in minutes, the rest of the day by the clock', () => {
  expect(whenShort(at(10, 13, 56), at(10, 14), 'en')).toBe('4 min. ago');
  expect(whenShort(at(10, 13, 56), at(10, 14), 'de')).toBe('vor 4 Min.');
  expect(whenShort(at(10, 9, 5), at(10, 14), 'de')).toBe('09:05');
});

test('one is not many', () => {
  const forms = { one: '1 call', other: 'n calls' };
  expect([0, 1, 2].map((count) => plural('en', count, forms))).toEqual(['n calls', '1 call', 'n calls']);
});
