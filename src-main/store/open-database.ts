import { closeSync, chmodSync, existsSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf } from '../base/log';
import type { StorageProblem } from '../phone/storage-failure';
import { codeOf, Database } from './database';
import { migrate } from './migrate';
import { MIGRATIONS } from './migrations/all';

export interface OpenedDatabase {
  readonly database: Database;
  /** What the person must know, its detail as one sentence; `null` when all is well. */
  readonly problem: StorageProblem | null;
}

/** The file itself is at fault, not access to it. */
const BROKEN = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];
class BrokenDatabase extends Error {}

/**
 * Opens the database, creating or migrating it. Always gives one that works: a broken file is moved aside
 * (`… .broken-<moment>`), never deleted; when no file can be used, memory serves until quit.
 */
export function openDatabase(path: string, nowMs: number): OpenedDatabase {
  try {
    return { database: openFile(path), problem: null };
  } catch (error) {
    if (!isBroken(error)) return inMemory(error);
    try {
      const aside = moveAside(path, nowMs);
      const detail = `The database was damaged. It is kept as ${aside}.`;
      return { database: openFile(path), problem: { kind: 'storage-replaced', detail } };
    } catch (again) {
      return inMemory(again);
    }
  }
}

function openFile(path: string): Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite would create it readable for all; its -wal and -shm files take over the mode of this one.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const database = new Database(path);
  try {
    prepare(database);
    return database;
  } catch (error) {
    database.dispose();
    throw error;
  }
}

function prepare(database: Database): void {
  database.exec('PRAGMA busy_timeout = 1000');
  database.rows('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  const [check] = database.rows('PRAGMA quick_check(1)');
  const sound = typeof check === 'object' && check !== null && 'quick_check' in check;
  if (!sound || check.quick_check !== 'ok') throw new BrokenDatabase('quick_check failed');
  migrate(database, MIGRATIONS);
}

function isBroken(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return error instanceof BrokenDatabase || BROKEN.some((broken) => code.startsWith(broken));
}

function inMemory(error: unknown): OpenedDatabase {
  const database = new Database(':memory:');
  migrate(database, MIGRATIONS);
  const detail = `Nothing is kept after quitting: ${messageOf(error)}.`;
  return { database, problem: { kind: 'storage', detail } };
}

/** The log and index beside it belong to it and must not meet the new file. */
function moveAside(path: string, nowMs: number): string {
  const aside = `${path}.broken-${String(nowMs)}`;
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  return aside;
}
