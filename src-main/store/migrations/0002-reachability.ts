import type { Migration } from './migration';

export const reachability: Migration = {
  version: 2,
  sql: `
    -- From when to when a line could be called ('reachable') or not ('unreachable'); 'to_ms' of what still lasts is
    -- up to when that is known.
    CREATE TABLE reachability (
      line_id TEXT NOT NULL,
      from_ms INTEGER NOT NULL,
      to_ms INTEGER NOT NULL,
      kind TEXT NOT NULL,
      PRIMARY KEY (line_id, from_ms)
    ) WITHOUT ROWID;
  `,
};
