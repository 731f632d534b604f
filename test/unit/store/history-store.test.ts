import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import type { Result } from '../../../src-main/base/result';
import type { StorageFailure } from '../../../src-main/phone/storage-failure';
import { Database } from '../../../src-main/store/database';
import { SqliteHistory } from '../../../src-main/store/history-store';
import { migrate } from '../../../src-main/store/migrate';
import { MIGRATIONS } from '../../../src-main/store/migrations/all';
import { END, START } from './samples';

let database: Database;
let history: SqliteHistory;
beforeEach(() => {
  database = new Database(':memory:');
  migrate(database, MIGRATIONS);
  history = new SqliteHistory(database, silentLog);
});
afterEach(() => {
  database.dispose();
});

function value<T>(result: Result<T, StorageFailure>): T {
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}

function ids(beforeId: number | null = null, limit = 100): readonly number[] {
  return value(history.page(beforeId, limit)).map(({ id }) => id);
}

test('a call is unfinished until its end is written, then it reads as it was', () => {
  const id = value(history.begin(START));
  value(history.answered(id, 1_700_000_001_000));
  expect(value(history.unfinished())).toEqual([{ ...START, id, answeredAtMs: 1_700_000_001_000 }]);
  expect(ids()).toEqual([]);
  const why = { kind: 'rejected', status: 503, phrase: 'Service “X”' } as const;
  value(history.end(id, { ...END, answeredAtMs: 1_700_000_001_000, why, unseen: false }));
  expect(value(history.page(null, 1))).toEqual([
    { ...START, ...END, id, answeredAtMs: 1_700_000_001_000, why, unseen: false },
  ]);
  expect(value(history.unfinished())).toEqual([]);
});

test('pages go from the newest to the oldest without gap or overlap', () => {
  const all = Array.from({ length: 25 }, () => value(history.add(START, END))).reverse();
  const first = ids(null, 10);
  const second = ids(first.at(-1), 10);
  const third = ids(second.at(-1), 10);
  expect([...first, ...second, ...third]).toEqual(all);
  expect(ids(third.at(-1), 10)).toEqual([]);
});

test('removed entries are hidden, come back, and are gone after the purge', () => {
  const [a, b, c] = [
    value(history.add(START, END)),
    value(history.add(START, END)),
    value(history.add(START, END)),
  ];
  value(history.remove([a, b, 999]));
  expect(ids()).toEqual([c]);
  expect(value(history.counts())).toEqual({ total: 1, unseenMissed: 1 });
  value(history.restore([a]));
  expect(ids()).toEqual([c, a]);
  value(history.purge());
  value(history.restore([b]));
  expect(ids()).toEqual([c, a]);
  // A number is never given twice, so that what a window still shows cannot become another call.
  value(history.remove([c]));
  value(history.purge());
  expect(value(history.add(START, END))).toBeGreaterThan(c);
});

test('missed calls are unseen until seen', () => {
  value(history.add(START, END));
  value(history.add(START, { ...END, unseen: false }));
  expect(value(history.counts())).toEqual({ total: 2, unseenMissed: 1 });
  value(history.markSeen());
  expect(value(history.counts())).toEqual({ total: 2, unseenMissed: 0 });
});

test('a row that makes no sense costs no other; a reason that makes none costs not its row', () => {
  const [a, b, c] = [
    value(history.add(START, END)),
    value(history.add(START, END)),
    value(history.add(START, END)),
  ];
  database.exec(`UPDATE history SET direction = 'sideways' WHERE id = ${a}`);
  database.exec(`UPDATE history SET why = '{"kind":"bored"}' WHERE id = ${b}`);
  expect(ids()).toEqual([c, b]);
  expect(value(history.page(null, 9))[1]?.why).toEqual({ kind: 'internal', detail: 'unknown' });
});

test('a full disk is a failure that changes nothing, and passes', () => {
  const kept = value(history.add(START, END));
  database.rows(`PRAGMA max_page_count = 1`);
  const long = { ...START, lineLabel: 'x'.repeat(200_000) };
  for (const result of [history.begin(long), history.add(long, END)])
    expect(result).toMatchObject({
      ok: false,
      error: { kind: 'storage', detail: expect.stringMatching(/FULL/) as string },
    });
  expect(ids()).toEqual([kept]);
  database.rows(`PRAGMA max_page_count = 100000`);
  expect(history.add(long, END).ok).toBe(true);
});

test('a closed database is a failure, not a crash, and not a write behind its back', () => {
  value(history.add(START, END));
  database.dispose();
  expect(history.add(START, END)).toMatchObject({ ok: false, error: { kind: 'storage' } });
});
