import Libsql from 'libsql';
import type { Disposable } from '../base/disposable';
import { messageOf } from '../base/log';
import { fail, ok, type Result } from '../base/result';
import type { StorageFailure } from '../phone/storage-failure';

export type SqlValue = string | number | null;
type Statement = ReturnType<Libsql.Database['prepare']>;

/**
 * The part of SQLite used here. Statements are prepared once and reused. Its methods throw what SQLite reports;
 * `attempt` turns that into a failure at the border of the folder.
 */
export class Database implements Disposable {
  readonly #libsql: Libsql.Database;
  readonly #statements = new Map<string, Statement>();
  #open = true;

  /** `:memory:` keeps nothing. Opening alone does not read the file; the first query does. */
  constructor(path: string) {
    this.#libsql = new Libsql(path);
  }

  /** One or more statements without parameters. */
  exec(sql: string): void {
    this.#mustBeOpen();
    this.#libsql.exec(sql);
  }

  /** Returns the row id of what was inserted last. */
  run(sql: string, values: readonly SqlValue[] = []): number {
    // As one array: the library mistakes a lone `null` for an object of named parameters.
    return Number(this.#prepared(sql).run([...values]).lastInsertRowid);
  }

  rows(sql: string, values: readonly SqlValue[] = []): readonly unknown[] {
    return this.#prepared(sql).all([...values]);
  }

  /** All of `work` or nothing. */
  transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const value = work();
      this.exec('COMMIT');
      return value;
    } catch (error) {
      // SQLite ends the transaction itself after some errors, a full disk among them.
      if (this.#libsql.inTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  dispose(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#statements.clear();
    this.#libsql.close();
  }

  #prepared(sql: string): Statement {
    this.#mustBeOpen();
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#libsql.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** The library's statements work on after `close`, behind the back of whoever opens the file next. */
  #mustBeOpen(): void {
    if (!this.#open) throw new Error('the database is closed');
  }
}

/** What SQLite throws (disk full, I/O, corruption, closed) as a value. */
export function attempt<T>(work: () => T): Result<T, StorageFailure> {
  try {
    return ok(work());
  } catch (error) {
    return fail({ kind: 'storage', detail: describe(error) });
  }
}

function describe(error: unknown): string {
  const code = codeOf(error);
  return code === null ? messageOf(error) : `${code}: ${messageOf(error)}`;
}

/** `SQLITE_FULL` and the like; `null` when the error has none. */
export function codeOf(error: unknown): string | null {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : null;
}
