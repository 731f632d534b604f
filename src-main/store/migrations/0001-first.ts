import type { Migration } from './migration';

export const first: Migration = {
  version: 1,
  sql: `
    -- 'content' is the line as JSON without its id; 'position' is the order in which lines were added.
    CREATE TABLE lines (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      content TEXT NOT NULL
    );

    -- 'value' is JSON; keys are the fields of the settings.
    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) WITHOUT ROWID;

    -- A row is inserted when a call starts; 'ended_at_ms' and 'why' (JSON) are null until it is over.
    CREATE TABLE history (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      line_id TEXT NOT NULL,
      line_label TEXT NOT NULL,
      direction TEXT NOT NULL,
      remote_uri TEXT NOT NULL,
      remote_name TEXT,
      remote_number TEXT NOT NULL,
      started_at_ms INTEGER NOT NULL,
      answered_at_ms INTEGER,
      ended_at_ms INTEGER,
      why TEXT,
      unseen INTEGER NOT NULL DEFAULT 0,
      removed INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX history_shown ON history (id) WHERE removed = 0 AND ended_at_ms IS NOT NULL;
    CREATE INDEX history_unseen ON history (id) WHERE unseen = 1;
    CREATE INDEX history_unfinished ON history (id) WHERE ended_at_ms IS NULL;
    CREATE INDEX history_removed ON history (id) WHERE removed = 1;
  `,
};
