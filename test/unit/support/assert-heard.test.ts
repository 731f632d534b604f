import { expect, test } from 'vitest';
import { assertHeard, proveHeard } from '../../support/sound/assert-heard';
import { babble, silence } from '../../support/sound/signals';
import { joined, type Sound } from '../../support/sound/sound';

const played = babble(3, 1, { rateHz: 8000 });
const unrelated = babble(3, 2, { rateHz: 8000 });
/** A second of what was played, the rest was lost. */
const broken = joined(silence(1, 8000), babble(0.6, 1, { rateHz: 8000 }), unrelated);

test('what was played is heard', () => {
  assertHeard(played, played);
});

test.each<[string, Sound, RegExp]>([
  ['something else', unrelated, /only 0 %/],
  ['silence', silence(3, 8000), /too little sound/],
  ['a bit of it', broken, /only \d+ %/],
])('%s is not', (_name, heard, why) => {
  expect(() => {
    assertHeard(heard, played);
  }).toThrow(why);
});

test('a recording that was broken up is made again, but not for ever', async () => {
  const quiet = silence(3, 8000);
  const recordings = [broken, quiet, played];
  await proveHeard(() => Promise.resolve(recordings.shift() ?? quiet), played);
  expect(recordings).toHaveLength(0);
  await expect(proveHeard(() => Promise.resolve(quiet), played)).rejects.toThrow(/(too little sound.*){4}/);
});

test('sound that is to be found everywhere proves nothing', async () => {
  const control = babble(3, 99);
  await expect(proveHeard(() => Promise.resolve(control), control)).rejects.toThrow(
    /unrelated sound as well/,
  );
});
