import { mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { provisionedFolder, QUIRK_FILE, readQuirkFiles } from '../../../src-main/app/quirk-files';
import { openScratch, type Scratch } from '../../support/scratch';

let scratch: Scratch;

beforeEach(() => {
  scratch = openScratch('quirk-files');
});
afterEach(() => {
  scratch.remove();
});

function folder(name: string, content: string): string {
  mkdirSync(scratch.path(name));
  writeFileSync(`${scratch.path(name)}/${QUIRK_FILE}`, content);
  return scratch.path(name);
}

const ringer = JSON.stringify([{ vendor: '1234', quirks: { ringer: true } }]);

test('no file, no quirks, no complaint', () => {
  const read = readQuirkFiles({ provisioned: null, own: scratch.path('none') });
  expect(read).toEqual({ provisioned: [], own: [], problems: [] });
});

test('the administrator’s and the person’s are both read', () => {
  const read = readQuirkFiles({ provisioned: folder('admin', ringer), own: folder('own', ringer) });
  expect([read.provisioned.length, read.own.length, read.problems]).toEqual([1, 1, []]);
});

test('a wrong entry is said with its file and place, and the others are used', () => {
  const own = folder('own', `[{"vendor":"xyz","quirks":{}},${ringer.slice(1)}`);
  const read = readQuirkFiles({ provisioned: null, own });
  expect(read.own).toHaveLength(1);
  expect(read.problems).toEqual([expect.stringMatching(/headset-quirks\.json, 1: vendor must be/)]);
});

test('a file that cannot be read is said', () => {
  mkdirSync(scratch.path('own'));
  mkdirSync(`${scratch.path('own')}/${QUIRK_FILE}`);
  const read = readQuirkFiles({ provisioned: null, own: scratch.path('own') });
  expect(read.problems).toHaveLength(1);
});

test('each system has its place for everybody', () => {
  expect(provisionedFolder('linux', {})).toBe('/etc/offhook');
  expect(provisionedFolder('darwin', {})).toBe('/Library/Application Support/Offhook');
  expect(provisionedFolder('win32', { ProgramData: 'C:\\ProgramData' })).toMatch(/ProgramData.Offhook$/);
  expect(provisionedFolder('win32', {})).toBeNull();
});
