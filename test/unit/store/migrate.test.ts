import { expect, test } from 'vitest';
import { Database } from '../../../src-main/store/database';
import { migrate, NewerDatabase, schemaVersion } from '../../../src-main/store/migrate';
import { MIGRATIONS } from '../../../src-main/store/migrations/all';

function schema(database: Database): readonly unknown[] {
  return database.rows('SELECT type, name, sql FROM sqlite_master ORDER BY name');
}

test('the numbers are 1, 2, 3 …', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
});

test('from every older version one arrives at the same schema', () => {
  const fresh = new Database(':memory:');
  migrate(fresh, MIGRATIONS);
  for (let from = 0; from <= MIGRATIONS.length; from++) {
    const old = new Database(':memory:');
    migrate(old, MIGRATIONS.slice(0, from));
    migrate(old, MIGRATIONS);
    expect(schema(old)).toEqual(schema(fresh));
    expect(schemaVersion(old)).toBe(MIGRATIONS.length);
    old.dispose();
  }
  fresh.dispose();
});

test('a step that fails leaves everything as it was, and those before it done', () => {
  const database = new Database(':memory:');
  const good = { version: 1, sql: 'CREATE TABLE one (a)' };
  const bad = { version: 2, sql: 'CREATE TABLE two (a); INSERT INTO nowhere VALUES (1)' };
  expect(() => {
    migrate(database, [good, bad]);
  }).toThrow('nowhere');
  expect(schemaVersion(database)).toBe(1);
  expect(schema(database)).toMatchObject([{ name: 'one' }]);
  migrate(database, [good, { version: 2, sql: 'CREATE TABLE two (a)' }]);
  expect(schemaVersion(database)).toBe(2);
  database.dispose();
});

test('there is no way back', () => {
  const database = new Database(':memory:');
  database.exec('PRAGMA user_version = 7');
  expect(() => {
    migrate(database, MIGRATIONS);
  }).toThrow(NewerDatabase);
  database.dispose();
});
