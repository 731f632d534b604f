import { describe, expect, test } from 'vitest';
import { parseDescriptor } from '../../../../src-main/hid/descriptor/parse';
import { headsetFields } from '../../../../src-main/hid/report/headset-fields';
import { NO_QUIRKS, type Quirks } from '../../../../src-main/hid/quirks/quirks';
import type { FieldMap } from '../../../../src-main/hid/report/field-map';
import { DescriptorBuilder } from '../../../support/hid/descriptor-builder';
import { FIXTURES, type FixtureName } from '../../../support/hid/fixtures';

function fieldsOf(bytes: Uint8Array, quirks: Quirks = NO_QUIRKS) {
  const parsed = parseDescriptor(bytes);
  if (!parsed.ok) throw new Error(parsed.error.kind);
  return headsetFields(parsed.value, quirks);
}

function mapOf(name: FixtureName, quirks?: Quirks): FieldMap {
  const map = fieldsOf(FIXTURES[name], quirks);
  if (!map.ok) throw new Error(map.error.kind);
  return map.value;
}

describe('what a headset can do', () => {
  test.each([
    [
      'allLedsInOneReport',
      'answer mute flash reject drop redial voicemail line-busy off-hook-light ring-light mute-light hold-light ringer',
    ],
    ['oneReportPerLed', 'answer mute flash off-hook-light ring-light mute-light hold-light'],
    ['nestedCollections', 'answer mute off-hook-light ring-light'],
    ['lateBoundUsages', 'answer mute reject off-hook-light mute-light'],
    ['constantInputs', 'answer mute flash line-busy off-hook-light ring-light mute-light'],
    ['reportIdZero', 'answer mute off-hook-light ring-light mute-light'],
    ['arrayFields', 'answer reject keypad off-hook-light'],
    ['absoluteMute', 'answer mute off-hook-light mute-light'],
  ] as const)('%s', (name, functions) => {
    expect(mapOf(name).functions).toEqual(functions.split(' '));
  });
});

describe('what is no headset', () => {
  test.each([
    ['no-off-hook-light', FIXTURES.hookOnly],
    ['no-telephony', FIXTURES.empty],
    [
      'no-telephony',
      new DescriptorBuilder().collection(0x0c0001, (it) => it.field({ kind: 'input', usages: [0x0c00e9] }))
        .bytes,
    ],
    [
      'no-hook',
      new DescriptorBuilder().collection(0x0b0005, (it) => it.field({ kind: 'output', usages: [0x080017] }))
        .bytes,
    ],
    // A hook outside any telephony collection is somebody else's.
    [
      'no-telephony',
      new DescriptorBuilder().collection(0xff000001, (it) =>
        it.field({ kind: 'input', usages: [0x0b0020] }).field({ kind: 'output', usages: [0x080017] }),
      ).bytes,
    ],
  ] as const)('%s', (kind, bytes) => {
    expect(fieldsOf(bytes)).toEqual({ ok: false, error: { kind } });
  });
});

describe('where its fields are', () => {
  test('bits, flags and lengths', () => {
    const map = mapOf('constantInputs');
    expect(
      map.values.map(({ role, bitOffset, relative, constant }) => ({ role, bitOffset, relative, constant })),
    ).toEqual([
      { role: 'hook', bitOffset: 0, relative: false, constant: true },
      { role: 'line-busy', bitOffset: 1, relative: false, constant: true },
      { role: 'flash', bitOffset: 8, relative: true, constant: true },
      { role: 'mute', bitOffset: 9, relative: true, constant: true },
    ]);
    expect([...map.outputBytes]).toEqual([[1, 2]]);
  });

  test('a report per light, though an input report has the same number', () => {
    expect([...mapOf('oneReportPerLed').outputBytes]).toEqual([
      [0x18, 1],
      [0x17, 1],
      [0x09, 1],
      [0x20, 1],
    ]);
  });

  test('mute is a switch where the field is absolute or the quirk says so', () => {
    expect(mapOf('absoluteMute').muteAbsolute).toBe(true);
    expect(mapOf('absoluteMute', { ...NO_QUIRKS, muteAbsolute: false }).muteAbsolute).toBe(false);
    expect(mapOf('reportIdZero').muteAbsolute).toBe(false);
    expect(mapOf('reportIdZero', { ...NO_QUIRKS, muteAbsolute: true }).muteAbsolute).toBe(true);
  });
});
