import * as v from 'valibot';
import type { Log } from '../base/log';
import type { Result } from '../base/result';
import { CODECS, ENCRYPTIONS, REDIRECTS, TRANSPORTS, type Line, type LineId } from '../phone/account/line';
import type { LineStore } from '../phone/account/line-store';
import type { StorageFailure } from '../phone/storage-failure';
import { attempt, type Database } from './database';
import { JsonColumn } from './json-column';

const Content = v.object({
  label: v.string(),
  displayName: v.string(),
  user: v.string(),
  domain: v.string(),
  authUser: v.nullable(v.string()),
  transport: v.picklist(TRANSPORTS),
  server: v.nullable(v.object({ host: v.string(), port: v.nullable(v.number()) })),
  webSocketPath: v.string(),
  media: v.picklist(['rtp', 'webrtc']),
  codecs: v.pipe(v.array(v.picklist(CODECS)), v.minLength(1)),
  trustedCa: v.nullable(v.string()),
  expiresS: v.number(),
  // Lines stored before these existed.
  trustsIdentity: v.optional(v.boolean(), true),
  hidesIdentity: v.optional(v.boolean(), false),
  autoAnswer: v.optional(v.boolean(), false),
  pinnedCertificate: v.optional(v.nullable(v.string()), null),
  clientCertificate: v.optional(v.nullable(v.string()), null),
  redirects: v.optional(v.picklist(REDIRECTS), 'same-domain'),
  encryption: v.optional(v.picklist(ENCRYPTIONS), 'if-offered'),
}) satisfies v.GenericSchema<unknown, Omit<Line, 'id'>>;
const Row = v.object({ id: v.string(), content: v.pipe(JsonColumn, Content) });

const SAVE = `INSERT INTO lines (id, content) VALUES (?, ?)
  ON CONFLICT (id) DO UPDATE SET content = excluded.content`;

/** Lines in SQLite. A row that cannot be read is left alone and not shown. */
export class SqliteLines implements LineStore {
  readonly #database: Database;
  readonly #log: Log;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  load(): Result<readonly Line[], StorageFailure> {
    return attempt(() =>
      this.#database.rows('SELECT id, content FROM lines ORDER BY position').flatMap((row) => {
        const read = v.safeParse(Row, row);
        if (read.success) return [{ ...read.output.content, id: read.output.id }];
        this.#log('warn', 'line not readable', { issue: v.summarize(read.issues) });
        return [];
      }),
    );
  }

  save(lines: readonly Line[]): Result<void, StorageFailure> {
    return attempt(() => {
      this.#database.transaction(() => {
        for (const { id, ...content } of lines) this.#database.run(SAVE, [id, JSON.stringify(content)]);
      });
    });
  }

  remove(id: LineId): Result<void, StorageFailure> {
    return attempt(() => {
      this.#database.run('DELETE FROM lines WHERE id = ?', [id]);
    });
  }
}
