import { describe, expect, test } from 'vitest';
import { idOf, pageOf, usageAt, type Descriptor } from '../../../../src-main/hid/descriptor/descriptor';
import { MAX_DESCRIPTOR_BYTES, parseDescriptor } from '../../../../src-main/hid/descriptor/parse';
import { DescriptorBuilder, shortItem } from '../../../support/hid/descriptor-builder';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

function read(hex: string): Descriptor {
  const parsed = parseDescriptor(bytesOf(hex));
  if (!parsed.ok) throw new Error(`${parsed.error.kind} at ${parsed.error.at}`);
  return parsed.value;
}

/** The usages of the first field. */
function usagesOf(hex: string): readonly string[] {
  const field = read(hex).fields[0];
  if (!field) throw new Error('no field');
  return Array.from({ length: field.count }, (_, index) => usageAt(field, index) ?? 0).map(
    (whole) => `${pageOf(whole).toString(16)}:${idOf(whole).toString(16)}`,
  );
}

describe('usages', () => {
  test('a short one takes its page from the Main item', () => {
    expect(usagesOf('050b 0907 0509 7501 9501 8102')).toEqual(['9:7']);
  });
  test('so do the bounds of a range, and a collection', () => {
    expect(usagesOf('050b 1901 2903 0509 7501 9503 8102')).toEqual(['9:1', '9:2', '9:3']);
    expect(read('0501 0905 050b a101 c0').applications).toEqual([{ type: 1, usage: 0x0b0005, parent: null }]);
  });
  test('a long one has its own', () => {
    expect(usagesOf('050b 0b07000900 7501 9501 8102')).toEqual(['9:7']);
    expect(usagesOf('050b 1b07000900 2b08000900 7501 9502 8102')).toEqual(['9:7', '9:8']);
  });
  test('one long bound gives the page to the other', () => {
    expect(usagesOf('050b 1b07000900 2908 7501 9502 8102')).toEqual(['9:7', '9:8']);
  });
  test('a maximum may come first', () => {
    expect(usagesOf('050b 2922 1921 7501 9502 8102')).toEqual(['b:21', 'b:22']);
  });
  test('the last one stands for all that are left over', () => {
    expect(usagesOf('050b 0920 0921 7501 9504 8102')).toEqual(['b:20', 'b:21', 'b:21', 'b:21']);
  });
  test('of a delimited set the first counts', () => {
    expect(usagesOf('050b a901 0920 0999 a900 0921 7501 9502 8102')).toEqual(['b:20', 'b:21']);
  });
  test('they hold for one Main item', () => {
    expect(read('050b 0920 7501 9501 8102 8101').fields.map(({ usages }) => usages.length)).toEqual([1, 0]);
  });
});

describe('values', () => {
  test('a maximum has no sign unless the minimum has one', () => {
    const range = (hex: string) =>
      read(`${hex} 7508 9501 8102`).fields.map((f) => [f.logicalMin, f.logicalMax]);
    expect(range('1500 25ff')).toEqual([[0, 255]]);
    expect(range('1581 257f')).toEqual([[-127, 127]]);
    expect(range('15ff 25ff')).toEqual([[-1, -1]]);
    expect(range('160080 26ff7f')).toEqual([[-32768, 32767]]);
  });
  test('unit and physical range', () => {
    expect(
      read('3581 46ff00 550e 6611 10 7508 9501 8102'.replace('6611 10', '661110')).fields[0],
    ).toMatchObject({
      physicalMin: -127,
      physicalMax: 255,
      unitExponent: -2,
      unit: 0x1011,
    });
  });
  test('each kind and id of a report has its own length', () => {
    const fields = read('7501 9503 8501 8102 9102 b102 8502 8102 8501 8102 9102').fields;
    expect(fields.map(({ kind, reportId, bitOffset }) => `${kind} ${reportId} ${bitOffset}`)).toEqual([
      'input 1 0',
      'output 1 0',
      'feature 1 0',
      'input 2 0',
      'input 1 3',
      'output 1 3',
    ]);
  });
  test('what is pushed comes back, the usages of the moment stay', () => {
    expect(usagesOf('050b 0920 a4 0509 7508 b4 7501 9501 8102')).toEqual(['b:20']);
  });
  test('a field of no length is none', () => {
    expect(read('7500 9501 8102 7501 9500 8102 27ffffffff 7500 97ffffffff 8102').fields).toEqual([]);
  });
  test('a long item is passed over', () => {
    expect(usagesOf('050b fe03f0aabbcc 0920 7501 9501 8102')).toEqual(['b:20']);
  });
});

describe('a broken descriptor is refused with the place', () => {
  test.each([
    ['truncated-item', 2, '050b 05'],
    ['truncated-item', 0, '0701 00'],
    ['truncated-item', 2, '050b fe'],
    ['truncated-item', 2, '050b fe05 f0aa'],
    ['reserved-item', 2, '050b 0c'],
    ['pop-without-push', 0, 'b4'],
    ['end-without-collection', 0, 'c0'],
    ['unclosed-collection', 4, '0905 a101'],
    ['report-id-zero', 0, '8500'],
    ['bad-usage-range', 4, '050b 1920 2910 7501 9501 8102'],
    ['bad-delimiter', 0, 'a900'],
    ['bad-delimiter', 2, 'a901 a901'],
    ['report-too-long', 7, '7508 96ff0f 8102 8102'],
    ['report-too-long', 10, '77ffffffff 97ffffffff 8102'],
  ] as const)('%s at %i: %s', (kind, at, hex) => {
    expect(parseDescriptor(bytesOf(hex))).toEqual({ ok: false, error: { kind, at } });
  });

  test.each([
    ['too-deep', 64, Array<number[]>(40).fill([0xa1, 0x01]).flat()],
    ['too-deep', 32, Array<number>(40).fill(0xa4)],
    ['too-many-usages', 512, Array<number[]>(300).fill([0x09, 0x01]).flat()],
    ['too-many-fields', 1028, [0x75, 0x01, 0x95, 0x01, ...Array<number[]>(1_030).fill([0x80]).flat()]],
    ['too-long', MAX_DESCRIPTOR_BYTES, Array<number>(MAX_DESCRIPTOR_BYTES + 1).fill(0)],
  ] as const)('%s at %i', (kind, at, bytes) => {
    expect(parseDescriptor(Uint8Array.from(bytes))).toEqual({ ok: false, error: { kind, at } });
  });
});

test('an enormous range of usages costs nothing', () => {
  const bytes = new DescriptorBuilder()
    .raw([...shortItem(1, 0, 0x0b), ...shortItem(2, 1, 0, 4), ...shortItem(2, 2, 0xffff, 4)])
    .field({ kind: 'input', usages: [], bits: 16, count: 2_000, array: true }).bytes;
  const parsed = parseDescriptor(bytes);
  expect(parsed.ok && parsed.value.fields[0]?.usages).toEqual([{ first: 0, last: 0xffff }]);
});
