import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import { DEFAULT_SETTINGS } from '../../../src-main/phone/settings/settings';
import { Database } from '../../../src-main/store/database';
import { openStore, type Store } from '../../../src-main/store/store';
import { openScratch, type Scratch } from '../../support/scratch';
import { DRAFT } from '../phone/fakes';
import { END, START } from './samples';

let scratch: Scratch;
let path: string;
const opened: Store[] = [];
beforeEach(() => {
  scratch = openScratch('store');
  path = scratch.path('data', 'offhook.db');
});
afterEach(() => {
  for (const store of opened.splice(0)) store.dispose();
  scratch.remove();
});

function open(at = path): Store {
  const store = openStore(at, { nowMs: 1_234, log: silentLog });
  opened.push(store);
  return store;
}

/** Plays foul with the file itself. */
function tamper(sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.dispose();
}

const LINE = { ...DRAFT, id: 'L1' };

describe('the file', () => {
  test.skipIf(process.platform === 'win32')('is for its owner only, with all that belongs to it', () => {
    const store = open();
    store.lines.save([LINE]);
    const modes = readdirSync(join(path, '..')).map((name) => statSync(join(path, '..', name)).mode & 0o777);
    expect(modes.length).toBeGreaterThan(1);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });

  test('keeps what was written', () => {
    const store = open();
    store.lines.save([LINE]);
    store.settings.save({ ...DEFAULT_SETTINGS, theme: 'dark' });
    store.dispose();
    const again = open();
    expect(again.problem).toBeNull();
    expect(again.lines.load()).toEqual({ ok: true, value: [LINE] });
    expect(again.settings.load()).toMatchObject({ value: { theme: 'dark' } });
  });

  test('that is no database is moved aside, whole, and the telephone starts anew', () => {
    mkdirSync(join(path, '..'));
    const rubbish = 'this was a database once '.repeat(300);
    writeFileSync(path, rubbish);
    const store = open();
    expect(store.problem?.detail).toContain(`${path}.broken-1234`);
    expect(readFileSync(`${path}.broken-1234`, 'utf8')).toBe(rubbish);
    expect(store.lines.save([LINE]).ok).toBe(true);
    store.dispose();
    expect(open().problem).toBeNull();
  });

  test('whose pages are damaged is moved aside too', () => {
    const store = open();
    for (let count = 0; count < 200; count++) store.history.add(START, END);
    store.dispose();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4_096);
    writeFileSync(path, bytes);
    const { problem } = open();
    expect(problem?.kind).toBe('storage-replaced');
    expect(problem?.detail).toContain('damaged');
    expect(existsSync(`${path}.broken-1234`)).toBe(true);
  });

  test('of a newer version is left as it is', () => {
    open().dispose();
    tamper('PRAGMA user_version = 999');
    const store = open();
    expect(store.problem?.detail).toContain('newer');
    expect(store.lines.save([LINE]).ok).toBe(true);
    store.dispose();
    tamper('PRAGMA user_version = 1');
    expect(open().lines.load()).toEqual({ ok: true, value: [] });
  });

  test('in a place where nothing can be created means memory, and says so', () => {
    writeFileSync(scratch.path('file'), '');
    const store = open(scratch.path('file', 'offhook.db'));
    expect(store.problem?.kind).toBe('storage');
    expect(store.problem?.detail).toMatch(/^Nothing is kept/);
    expect(store.history.add(START, END).ok).toBe(true);
    expect(store.history.page(null, 10)).toMatchObject({ value: [{ lineLabel: 'Office' }] });
  });

  test.skipIf(process.getuid?.() === 0)('in a read-only folder means memory', () => {
    mkdirSync(join(path, '..'));
    chmodSync(join(path, '..'), 0o500);
    expect(open().problem?.detail).toMatch(/^Nothing is kept/);
  });
});

describe('lines', () => {
  test('come in the order they were added, changed or not', () => {
    const store = open();
    store.lines.save([LINE, { ...LINE, id: 'L0' }]);
    store.lines.save([{ ...LINE, label: 'Desk', server: { host: '::1', port: 5070 } }]);
    expect(store.lines.load()).toMatchObject({ value: [{ id: 'L1', label: 'Desk' }, { id: 'L0' }] });
    store.lines.remove('L1');
    expect(store.lines.load()).toMatchObject({ value: [{ id: 'L0' }] });
  });

  test('one that cannot be read costs no other', () => {
    const store = open();
    store.lines.save([LINE, { ...LINE, id: 'L2' }, { ...LINE, id: 'L3' }]);
    store.dispose();
    tamper(`UPDATE lines SET content = '{' WHERE id = 'L1'; UPDATE lines SET content = '{}' WHERE id = 'L2'`);
    expect(open().lines.load()).toMatchObject({ ok: true, value: [{ id: 'L3' }] });
  });

  test('one of an earlier version is what it was', () => {
    const store = open();
    store.lines.save([LINE]);
    store.dispose();
    const since = [
      ...['trustsIdentity', 'hidesIdentity', 'autoAnswer'],
      ...['pinnedCertificate', 'clientCertificate', 'redirects', 'encryption'],
    ];
    for (const field of since) tamper(`UPDATE lines SET content = json_remove(content, '$.${field}')`);
    const later = {
      ...{ trustsIdentity: true, hidesIdentity: false, autoAnswer: false },
      ...{ pinnedCertificate: null, clientCertificate: null, redirects: 'same-domain' },
      encryption: 'if-offered',
    };
    expect(open().lines.load()).toEqual({ ok: true, value: [{ ...LINE, ...later }] });
  });
});

describe('settings', () => {
  test('are the defaults at first', () => {
    expect(open().settings.load()).toEqual({ ok: true, value: DEFAULT_SETTINGS });
  });

  test('that make no sense fall back one by one', () => {
    const store = open();
    const speak = { deviceId: 'd', label: 'Headset' };
    const devices = { speak: [speak], hear: [], ring: [] };
    store.settings.save({
      ...DEFAULT_SETTINGS,
      language: 'de',
      theme: 'dark',
      echoCancellation: false,
      devices,
    });
    store.dispose();
    tamper(`
      UPDATE settings SET value = '"purple"' WHERE key = 'theme';
      UPDATE settings SET value = 'no json' WHERE key = 'echoCancellation';
      UPDATE settings SET value = '{"speak":{"deviceId":"d","label":"Headset"},"hear":7,"ring":null}' WHERE key = 'devices';
      INSERT INTO settings VALUES ('fromTheFuture', '1');
    `);
    const again = open();
    expect(again.settings.load()).toEqual({
      ok: true,
      value: { ...DEFAULT_SETTINGS, language: 'de', devices },
    });
    again.settings.save(DEFAULT_SETTINGS);
    again.dispose();
    const database = new Database(path);
    expect(database.rows(`SELECT value FROM settings WHERE key = 'fromTheFuture'`)).toHaveLength(1);
    database.dispose();
  });
});
