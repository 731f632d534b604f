import * as v from 'valibot';
import type { Log } from '../base/log';
import type { Result } from '../base/result';
import type { LineId } from '../phone/account/line';
import { SPANS } from '../phone/account/reachability';
import type { ReachabilityStore, StoredSpan } from '../phone/account/reachability-store';
import type { StorageFailure } from '../phone/storage-failure';
import { attempt, type Database } from './database';

const Row = v.pipe(
  v.object({
    line_id: v.string(),
    kind: v.picklist(['reachable', 'unreachable']),
    from_ms: v.number(),
    to_ms: v.number(),
  }),
  v.transform(({ line_id, kind, from_ms, to_ms }) => ({
    lineId: line_id,
    kind,
    fromMs: from_ms,
    toMs: to_ms,
  })),
);

const SAVE = `INSERT INTO reachability (line_id, from_ms, to_ms, kind) VALUES (?, ?, ?, ?)
  ON CONFLICT (line_id, from_ms) DO UPDATE SET to_ms = excluded.to_ms, kind = excluded.kind`;
const FORGET_OLDEST = `DELETE FROM reachability WHERE line_id = ? AND from_ms <=
  (SELECT from_ms FROM reachability WHERE line_id = ? ORDER BY from_ms DESC LIMIT 1 OFFSET ?)`;

/** When lines could be called, in SQLite. A row that cannot be read is left out. */
export class SqliteReachability implements ReachabilityStore {
  readonly #database: Database;
  readonly #log: Log;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  load(): ReturnType<ReachabilityStore['load']> {
    return attempt(() =>
      this.#database.rows('SELECT * FROM reachability ORDER BY from_ms').flatMap((row) => {
        const read = v.safeParse(Row, row);
        if (read.success) return [read.output];
        this.#log('warn', 'reachability not readable', { issue: v.summarize(read.issues) });
        return [];
      }),
    );
  }

  save(lineId: LineId, spans: readonly StoredSpan[]): Result<void, StorageFailure> {
    return attempt(() => {
      this.#database.transaction(() => {
        for (const { kind, fromMs, toMs } of spans) this.#database.run(SAVE, [lineId, fromMs, toMs, kind]);
        this.#database.run(FORGET_OLDEST, [lineId, lineId, SPANS]);
      });
    });
  }

  remove(lineId: LineId): Result<void, StorageFailure> {
    return attempt(() => {
      this.#database.run('DELETE FROM reachability WHERE line_id = ?', [lineId]);
    });
  }
}
