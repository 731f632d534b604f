import * as v from 'valibot';
import type { Log } from '../base/log';
import type { Result } from '../base/result';
import { RINGTONES, TONE_REGIONS } from '../phone/audio/desired-audio';
import { DEFAULT_SETTINGS, type Settings, type SettingsStore } from '../phone/settings/settings';
import type { StorageFailure } from '../phone/storage-failure';
import { attempt, type Database } from './database';
import { JsonColumn } from './json-column';

const Row = v.object({ key: v.string(), value: JsonColumn });
const Device = v.object({ deviceId: v.string(), label: v.string() });
/** There used to be one device a role, or `null` for the system's. */
const Devices = v.fallback(
  v.union([
    v.array(Device),
    v.pipe(
      v.nullable(Device),
      v.transform((device) => (device ? [device] : [])),
    ),
  ]),
  [],
);
const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** One schema a setting; a value that does not fit becomes its default and costs no other. */
const SCHEMAS = {
  language: v.picklist(['system', 'de', 'en']),
  theme: v.picklist(['system', 'light', 'dark']),
  defaultLineId: v.nullable(v.string()),
  echoCancellation: v.boolean(),
  noiseSuppression: v.boolean(),
  autoGainControl: v.boolean(),
  headsetRedials: v.boolean(),
  devices: v.object({
    speak: Devices,
    hear: Devices,
    ring: Devices,
  }),
  ringsOnAll: v.boolean(),
  volumes: v.object({ speak: Share, hear: Share, ring: Share }),
  ringtone: v.picklist(RINGTONES),
  lineRingtones: v.record(v.string(), v.picklist(RINGTONES)),
  ringRises: v.boolean(),
  toneRegion: v.picklist(TONE_REGIONS),
} satisfies { [K in keyof Settings]: v.GenericSchema<unknown, Settings[K]> };

const SAVE = `INSERT INTO settings (key, value) VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`;

/** Settings in SQLite, a row each. Keys of a newer version are left alone. */
export class SqliteSettings implements SettingsStore {
  readonly #database: Database;
  readonly #log: Log;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  load(): Result<Settings, StorageFailure> {
    return attempt(() => {
      const stored = new Map<string, unknown>();
      for (const row of this.#database.rows('SELECT key, value FROM settings')) {
        const read = v.safeParse(Row, row);
        if (read.success) stored.set(read.output.key, read.output.value);
      }
      return { ...DEFAULT_SETTINGS, ...this.#valid(stored) };
    });
  }

  save(settings: Settings): Result<void, StorageFailure> {
    return attempt(() => {
      this.#database.transaction(() => {
        for (const [key, value] of Object.entries(settings))
          this.#database.run(SAVE, [key, JSON.stringify(value)]);
      });
    });
  }

  #valid(stored: ReadonlyMap<string, unknown>): Partial<Settings> {
    const entries = Object.entries(SCHEMAS).flatMap(([key, schema]) => {
      if (!stored.has(key)) return [];
      const read = v.safeParse<v.GenericSchema>(schema, stored.get(key));
      if (read.success) return [[key, read.output]];
      this.#log('warn', 'setting not readable', { key });
      return [];
    });
    return Object.fromEntries(entries) as Partial<Settings>;
  }
}
