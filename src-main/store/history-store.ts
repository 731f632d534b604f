import * as v from 'valibot';
import type { Log } from '../base/log';
import type { Result } from '../base/result';
import type {
  HistoryCounts,
  HistoryEnd,
  HistoryEntry,
  HistoryStart,
  HistoryStore,
  UnfinishedEntry,
} from '../phone/history/history-store';
import type { StorageFailure } from '../phone/storage-failure';
import { attempt, type Database, type SqlValue } from './database';
import { historyEntry, unfinishedEntry } from './history-row';

type Stored<T> = Result<T, StorageFailure>;

const SHOWN = 'removed = 0 AND ended_at_ms IS NOT NULL';
const BEGIN = `INSERT INTO history
  (line_id, line_label, direction, remote_uri, remote_name, remote_number, started_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;
const END = `UPDATE history SET remote_uri = ?, remote_name = ?, remote_number = ?,
  answered_at_ms = ?, ended_at_ms = ?, why = ?, unseen = ? WHERE id = ?`;
const COUNTS = `SELECT (SELECT count(*) FROM history WHERE ${SHOWN}) AS total,
  (SELECT count(*) FROM history WHERE unseen = 1 AND ${SHOWN}) AS unseenMissed`;
const Counts = v.object({ total: v.number(), unseenMissed: v.number() });

/** History in SQLite. Every write is its own transaction and is on disk when it returns. */
export class SqliteHistory implements HistoryStore {
  readonly #database: Database;
  readonly #log: Log;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  begin(start: HistoryStart): Stored<number> {
    return attempt(() => this.#database.run(BEGIN, beginValues(start)));
  }

  answered(id: number, atMs: number): Stored<void> {
    return this.#write('UPDATE history SET answered_at_ms = ? WHERE id = ?', [atMs, id]);
  }

  end(id: number, end: HistoryEnd): Stored<void> {
    return this.#write(END, [...endValues(end), id]);
  }

  add(start: HistoryStart, end: HistoryEnd): Stored<number> {
    return attempt(() =>
      this.#database.transaction(() => {
        const id = this.#database.run(BEGIN, beginValues(start));
        this.#database.run(END, [...endValues(end), id]);
        return id;
      }),
    );
  }

  unfinished(): Stored<readonly UnfinishedEntry[]> {
    const sql = 'SELECT * FROM history WHERE ended_at_ms IS NULL ORDER BY id';
    return attempt(() => this.#readable(this.#database.rows(sql), unfinishedEntry));
  }

  page(beforeId: number | null, limit: number): Stored<readonly HistoryEntry[]> {
    const sql = `SELECT * FROM history WHERE id < ? AND ${SHOWN} ORDER BY id DESC LIMIT ?`;
    const before = beforeId ?? Number.MAX_SAFE_INTEGER;
    return attempt(() => this.#readable(this.#database.rows(sql, [before, limit]), historyEntry));
  }

  counts(): Stored<HistoryCounts> {
    return attempt(() => v.parse(Counts, this.#database.rows(COUNTS)[0]));
  }

  markSeen(): Stored<void> {
    return this.#write('UPDATE history SET unseen = 0 WHERE unseen = 1', []);
  }

  remove(ids: readonly number[]): Stored<void> {
    return this.#setRemoved(ids, 1);
  }

  restore(ids: readonly number[]): Stored<void> {
    return this.#setRemoved(ids, 0);
  }

  purge(): Stored<void> {
    return this.#write('DELETE FROM history WHERE removed = 1', []);
  }

  #setRemoved(ids: readonly number[], removed: 0 | 1): Stored<void> {
    return attempt(() => {
      this.#database.transaction(() => {
        for (const id of ids)
          this.#database.run('UPDATE history SET removed = ? WHERE id = ?', [removed, id]);
      });
    });
  }

  #write(sql: string, values: readonly SqlValue[]): Stored<void> {
    return attempt(() => {
      this.#database.run(sql, values);
    });
  }

  #readable<T>(rows: readonly unknown[], read: (row: unknown) => T | null): readonly T[] {
    const entries = rows.map(read).filter((entry) => entry !== null);
    if (entries.length < rows.length)
      this.#log('warn', 'history rows not readable', { count: rows.length - entries.length });
    return entries;
  }
}

function beginValues({ lineId, lineLabel, direction, remote, startedAtMs }: HistoryStart): SqlValue[] {
  return [lineId, lineLabel, direction, remote.uri, remote.name, remote.number, startedAtMs];
}

function endValues({ remote, answeredAtMs, endedAtMs, why, unseen }: HistoryEnd): SqlValue[] {
  const { uri, name, number } = remote;
  return [uri, name, number, answeredAtMs, endedAtMs, JSON.stringify(why), unseen ? 1 : 0];
}
