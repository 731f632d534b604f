import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileLog } from '../../../src-main/app/log-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-log-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('taken away when it was full, it begins anew', () => {
  const path = join(folder, 'offhook.log');
  writeFileSync(path, 'x'.repeat(999_990));
  const log = fileLog(path);
  rmSync(path);
  for (const what of ['lost', 'kept']) log('error', what);
  expect(readFileSync(path, 'utf8')).toMatch(/ error kept\n$/);
});

test('each report is one row, whatever a stranger put into it, and nobody else may read it', () => {
  const path = join(folder, 'logs', 'offhook.log');
  const log = fileLog(path);
  log('warn', 'sip: bad\r\n2026-01-01T00:00:00Z info all is well', { from: 'a\nb' });
  log('debug', 'not kept');
  const rows = readFileSync(path, 'utf8').split('\n');
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(/ warn sip: bad 2026.* \{"from":"a\\nb"\}$/);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});
