import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { permissionFix, RULE_FILE } from '../../../src-main/hid/permission';
import { openScratch, type Scratch } from '../../support/scratch';
import { DESCRIPTORS } from './support/descriptors';

const FOLDER = join(__dirname, '../../../assets/udev');
const rule = readFileSync(join(FOLDER, RULE_FILE), 'utf8');

/** What udev makes of the rule's PROGRAM for the device at `sys`/d. */
function script(sys: string): string {
  const [, quoted = ''] = /PROGRAM=="\/bin\/sh -c '([^'"\\]*)'", TAG\+="uaccess"$/m.exec(rule) ?? [];
  return quoted.replaceAll('$$', '$').replaceAll('/sys%p', `${sys}/d`);
}

let scratch: Scratch;
beforeEach(() => {
  scratch = openScratch('udev');
});
afterEach(() => {
  scratch.remove();
});

function grants(descriptor: Uint8Array): boolean {
  mkdirSync(join(scratch.dir, 'd/device'), { recursive: true });
  writeFileSync(join(scratch.dir, 'd/device/report_descriptor'), descriptor);
  try {
    execFileSync('/bin/sh', ['-c', script(scratch.dir)], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(process.platform !== 'linux')('the udev rule', () => {
  test.each(['headset', 'headsetSecond'] as const)('grants a %s', (name) => {
    expect(grants(DESCRIPTORS[name])).toBe(true);
  });

  test.each(['lookalike', 'keyboard', 'headsetWithKeyboard', 'mouse', 'truncated', 'empty'] as const)(
    'refuses a %s',
    (name) => {
      expect(grants(DESCRIPTORS[name])).toBe(false);
    },
  );

  test('is short enough for an old udev and comes before the seat', () => {
    // udev up to version 252 has room for 1,024 characters.
    expect(script('/sys/devices').length).toBeLessThan(900);
    expect([RULE_FILE, '73-seat-late.rules'].sort()[0]).toBe(RULE_FILE);
  });
});

test('the one line names the shipped file, whatever its folder is called', () => {
  const line = permissionFix("/tmp/.mount 'Off'/udev");
  expect(line).toContain(`< '/tmp/.mount '\\''Off'\\''/udev/${RULE_FILE}'`);
  expect(line).not.toContain('\n');
});
