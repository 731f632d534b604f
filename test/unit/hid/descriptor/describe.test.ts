import { expect, test } from 'vitest';
import { describeDescriptor, describeItems } from '../../../../src-main/hid/descriptor/describe';
import { parseDescriptor } from '../../../../src-main/hid/descriptor/parse';
import { FIXTURES } from '../../../support/hid/fixtures';

test('a descriptor for people', () => {
  const parsed = parseDescriptor(FIXTURES.arrayFields);
  expect(parsed.ok && describeDescriptor(parsed.value).split('\n')).toEqual([
    'Application 000B:0005',
    '  input report 1 bit 0 1×1 Var,Abs 0…1 000B:0020',
    '  input report 1 bit 1 1×1 Array,Abs 0…1 0009:0007 0009:0001',
    '  input report 1 bit 2 1×4 Array,Abs 0…12 000B:00B0–000B:00BB',
    '  input report 1 bit 6 1×2 Const,Var,Abs 0…1',
    '  output report 1 bit 0 1×1 Var,Abs 0…1 0008:0017',
    '  output report 1 bit 1 1×7 Const,Var,Abs 0…1',
  ]);
});

test('the items, up to where they break', () => {
  const bytes = Uint8Array.from([
    0x05, 0x0b, 0x09, 0x05, 0xa1, 0x01, 0x15, 0xff, 0xfe, 1, 0xf0, 7, 0xc0, 0x75,
  ]);
  expect(describeItems(bytes).split('\n')).toEqual([
    '0000  Usage Page 0b',
    '0002  Usage 05',
    '0004  Collection 01',
    '0006    Logical Minimum ff (-1)',
    '0008    long item f0, 1 bytes',
    '000c  End Collection',
    '000d  truncated-item',
  ]);
});
