import type { Database } from './database';
import type { Migration } from './migrations/migration';

/** The database was written by a newer version of the application. */
export class NewerDatabase extends Error {
  constructor(readonly version: number) {
    super(`the database has version ${String(version)}, written by a newer Offhook`);
  }
}

/** Brings the schema forward, each step in its own transaction: a crash between two leaves a usable state. */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  const version = schemaVersion(database);
  if (version > (migrations.at(-1)?.version ?? 0)) throw new NewerDatabase(version);
  for (const migration of migrations) {
    if (migration.version <= version) continue;
    database.transaction(() => {
      database.exec(migration.sql);
      database.exec(`PRAGMA user_version = ${String(migration.version)}`);
    });
  }
}

export function schemaVersion(database: Database): number {
  const row = database.rows('PRAGMA user_version')[0];
  const known = typeof row === 'object' && row !== null && 'user_version' in row;
  return known ? Number(row.user_version) : 0;
}
