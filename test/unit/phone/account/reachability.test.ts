import { expect, test } from 'vitest';
import { silentLog } from '../../../../src-main/base/log';
import type { Reachability } from '../../../../src-main/phone/account/reachability';
import { Database } from '../../../../src-main/store/database';
import { migrate } from '../../../../src-main/store/migrate';
import { MIGRATIONS } from '../../../../src-main/store/migrations/all';
import { SqliteReachability } from '../../../../src-main/store/reachability-store';
import { Bench, DRAFT, REGISTERED } from '../fakes';

const shown = (bench: Bench, id: string): Reachability | undefined =>
  bench.telephone.lines.value.find((line) => line.id === id)?.reachability;

/** A line registered at 1,000 ms. */
async function registered(): Promise<{ readonly bench: Bench; readonly id: string }> {
  const bench = new Bench();
  bench.telephone.start();
  const at = bench.clock.nowMs();
  bench.clock.advance(1_000 - at);
  const id = await bench.line();
  return { bench, id };
}

test('a line that never registered claims nothing', () => {
  const bench = new Bench();
  bench.telephone.start();
  const added = bench.telephone.addLine(DRAFT, null);
  expect(added.ok && shown(bench, added.value.id)).toBeUndefined();
});

test('it can be called since, and could not from … to, also over a death of the line process', async () => {
  const { bench, id } = await registered();
  expect(shown(bench, id)).toEqual({ now: { reachable: true, sinceMs: 1_000 }, gaps: [] });
  bench.clock.advance(4_000);
  bench.process.die();
  expect(shown(bench, id)).toEqual({ now: { reachable: false, sinceMs: 5_000 }, gaps: [] });
  bench.clock.advance(2_000);
  bench.process.rise();
  bench.process.register(id);
  expect(shown(bench, id)).toEqual({
    now: { reachable: true, sinceMs: 7_000 },
    gaps: [{ fromMs: 5_000, toMs: 7_000 }],
  });
});

test('what was is there after a restart, and nothing is claimed of the time in between', async () => {
  const { bench, id } = await registered();
  bench.clock.advance(1_000);
  bench.process.register(id, {
    ...{ state: 'failed', why: { kind: 'timeout', host: 'pbx.example' }, retryAtMs: 1 },
  });
  bench.clock.advance(1_000);
  bench.process.register(id, REGISTERED);
  bench.clock.advance(60_000);
  // No farewell: the last report was at 3,000.
  bench.restart();
  expect(shown(bench, id)).toEqual({ now: null, gaps: [{ fromMs: 2_000, toMs: 3_000 }] });
});

test('a line that is removed takes its history along', async () => {
  const { bench, id } = await registered();
  const rows = (): number => bench.store.database.rows('SELECT * FROM reachability').length;
  expect(rows()).toBe(1);
  expect(bench.telephone.removeLine(id).ok).toBe(true);
  expect(rows()).toBe(0);
  // What is still on its way from the line process is about nobody.
  bench.process.register(id);
  expect(rows()).toBe(0);
});

test('quitting is no gap', async () => {
  const { bench, id } = await registered();
  bench.clock.advance(9_000);
  bench.telephone.close();
  bench.restart();
  expect(shown(bench, id)).toEqual({ now: null, gaps: [] });
  expect(bench.store.database.rows('SELECT kind, from_ms, to_ms FROM reachability')).toEqual([
    { kind: 'reachable', from_ms: 1_000, to_ms: 10_000 },
  ]);
});

test('the store keeps the newest 200 of a line, and leaves out what cannot be read', () => {
  const database = new Database(':memory:');
  migrate(database, MIGRATIONS);
  const store = new SqliteReachability(database, silentLog);
  for (let atMs = 0; atMs < 500; atMs++)
    store.save('a', [{ kind: 'reachable', fromMs: atMs, toMs: atMs + 1 }]);
  store.save('b', [{ kind: 'unreachable', fromMs: 3, toMs: 4 }]);
  // The same span, known for longer.
  store.save('b', [{ kind: 'unreachable', fromMs: 3, toMs: 9 }]);
  database.exec("INSERT INTO reachability VALUES ('c', 1, 2, 'perhaps')");
  const loaded = store.load();
  if (!loaded.ok) throw new Error(loaded.error.detail);
  const ofA = loaded.value.filter(({ lineId }) => lineId === 'a');
  expect(ofA).toHaveLength(200);
  expect(ofA[0]).toMatchObject({ fromMs: 300 });
  expect(loaded.value.filter(({ lineId }) => lineId !== 'a')).toEqual([
    { lineId: 'b', kind: 'unreachable', fromMs: 3, toMs: 9 },
  ]);
  database.dispose();
});
