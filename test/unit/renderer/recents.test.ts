import { describe, expect, test } from 'vitest';
import { isMissed as countsAsMissed } from '../../../src-main/phone/history/entry';
import { groupByDay, isMissed, suggest } from '../../../src-renderer/state/recents';
import type { EndReasonView } from '../../../src-preload/contract/calls';
import { entries } from '../../support/window-states';

describe('recents', () => {
  test('fold consecutive calls of one party, one way and one day together', () => {
    const days = groupByDay(entries, 'all');
    const folded = days.flatMap((day) => day.groups.map((group) => group.entries.map(({ id }) => id)));
    expect(folded).toContainEqual([16, 15]);
    expect(folded).toContainEqual([18]);
    expect(folded).toContainEqual([17]);
    expect(folded.flat()).toEqual(entries.map(({ id }) => id));
  });

  test('missed ones alone are only those nobody took', () => {
    const groups = groupByDay(entries, 'missed').flatMap((day) => day.groups);
    expect(groups.every((group) => group.missed)).toBe(true);
    expect(groups.flatMap((group) => group.entries.map(({ id }) => id))).toEqual([20, 16, 15]);
  });
});

test.each([
  [{ kind: 'missed' }, true],
  [{ kind: 'connection-lost' }, true],
  [{ kind: 'line-restarted' }, true],
  [{ kind: 'hung-up', by: 'us' }, false],
  [{ kind: 'declined', by: 'us', status: 486 }, false],
  [{ kind: 'answered-elsewhere' }, false],
] as [EndReasonView, boolean][])(
  'an unanswered call in that ended %o: missed %s, in the list as on the badge',
  (why, missed) => {
    const [entry] = entries;
    if (!entry) throw new Error('no entry');
    expect(isMissed({ ...entry, direction: 'in', answeredAtMs: null, why })).toBe(missed);
    expect(countsAsMissed('in', null, why)).toBe(missed);
    expect(isMissed({ ...entry, direction: 'out', answeredAtMs: null, why })).toBe(false);
  },
);

describe('suggestions', () => {
  test('find names without regard to case and accents, each party once', () => {
    expect(suggest(entries, 'MULLER', 5).map(({ name }) => name)).toEqual(['Bob Müller-Lüdenscheidt']);
  });

  test('find numbers however they are written', () => {
    expect(suggest(entries, '030 555', 5)).toEqual([]);
    expect(suggest(entries, '30555', 5)).toHaveLength(1);
    expect(suggest(entries, '(30) 555', 5)).toHaveLength(1);
  });

  test('are none for nothing', () => {
    expect(suggest(entries, '  ', 5)).toEqual([]);
  });
});
