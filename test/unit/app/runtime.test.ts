import { expect, test } from 'vitest';
import { compactHeap } from '../../../src-main/app/runtime';

const heapMb = (): number => process.memoryUsage().heapTotal / 1e6;

test('what starting took is given back, pages that are nearly empty too', () => {
  const kept: unknown[] = [];
  const passing = Array.from({ length: 400_000 }, (_, at) => {
    const thing = { at, text: [at, at + 1, at + 2] };
    if (at % 1000 === 0) kept.push(thing);
    return thing;
  });
  const beforeMb = heapMb();
  passing.length = 0;
  compactHeap();
  expect(kept).toHaveLength(400);
  expect(beforeMb - heapMb()).toBeGreaterThan(20);
  expect('gc' in globalThis).toBe(false);
});
