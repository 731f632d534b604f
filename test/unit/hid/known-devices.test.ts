import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDescriptor } from '../../../src-main/hid/descriptor/parse';
import { quirksOf } from '../../../src-main/hid/quirks/quirks-of';
import { headsetFields } from '../../../src-main/hid/report/headset-fields';
import { knownDevices, type KnownDevice } from '../../support/hid/corpus';

const README = join(__dirname, '../../../src-main/hid/README.md');
const HEADING = '## Known devices';
const WHY_NOT = {
  'no-telephony': 'no headset: nothing for telephones',
  'no-hook': 'no headset: no hook',
  'no-off-hook-light': 'no headset: no Off-Hook light',
} as const;

const devices = knownDevices();
const hex = (id: number): string => id.toString(16).padStart(4, '0');

function row(device: KnownDevice): string {
  const { name, vendorId, productId, descriptor } = device;
  const parsed = parseDescriptor(descriptor);
  if (!parsed.ok) return `${name} | ${parsed.error.kind}`;
  const map = headsetFields(parsed.value, quirksOf()(device));
  const found = map.ok ? map.value.functions.join(', ') : WHY_NOT[map.error.kind];
  return [name, `${hex(vendorId)}:${hex(productId)}`, found].join(' | ');
}

/** The rows of the table behind the heading, each with one space around its bars. */
function written(): readonly string[] {
  const [, section = ''] = readFileSync(README, 'utf8').split(HEADING);
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim())
      .join(' | '),
  );
}

describe.skipIf(devices.length === 0)('the table of known devices', () => {
  test('says what is found in their descriptors today', () => {
    expect(written()).toEqual(devices.map(row));
  });
});
