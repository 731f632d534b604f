import { expect, test } from 'vitest';
import { Figures } from '../../bench/figures';

test('a figure is held against its aim, which may lie below or above', () => {
  const figures = new Figures();
  figures.add('slow', 12, 'ms', {}, { atMost: 10 });
  figures.add('fast', 2_000, '/s', { 'sip.js': 300 }, { atLeast: 1_000 });
  const [, , slow, fast] = figures.table().split('\n');
  expect(slow).toMatch(/^slow +12\.0 ms +≤ 10\.0 ms +NO$/);
  expect(fast).toMatch(/^fast +2000 \/s +≥ 1000 \/s +300 \/s +yes$/);
  expect(figures.flat()).toMatchObject({ 'fast.sip.js': { value: 300, unit: '/s' } });
});
