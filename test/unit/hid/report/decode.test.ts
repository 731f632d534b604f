import { describe, expect, test } from 'vitest';
import { NO_QUIRKS } from '../../../../src-main/hid/quirks/quirks';
import { decodeReport, NOTHING_HEARD } from '../../../../src-main/hid/report/decode';
import type { FieldMap } from '../../../../src-main/hid/report/field-map';
import { DescriptorBuilder } from '../../../support/hid/descriptor-builder';
import { fieldMap, fixtureMap } from '../support/field-map';

/** What reports in a row say, each as the words of its events. */
function said(map: FieldMap, reports: readonly (readonly number[])[]): readonly string[] {
  let state = NOTHING_HEARD;
  return reports.map((bytes) => {
    const decoded = decodeReport(map, state, Uint8Array.from(bytes));
    state = decoded.state;
    return decoded.events.map((event) => Object.values(event).join(' ')).join(', ');
  });
}

describe('a hook', () => {
  test('says its state when it changes', () => {
    expect(said(fixtureMap('reportIdZero'), [[1], [0]])).toEqual(['hook true false', 'hook false false']);
  });
  test('says it again when nobody confirmed', () => {
    expect(said(fixtureMap('reportIdZero'), [[1], [1], [0], [0]])).toEqual([
      'hook true false',
      'hook true true',
      'hook false false',
      'hook false true',
    ]);
  });
  test('the first report of one at rest says nothing', () => {
    expect(said(fixtureMap('reportIdZero'), [[0]])).toEqual(['']);
  });
  test('is carried along by the reports of other buttons', () => {
    expect(said(fixtureMap('reportIdZero'), [[1], [3], [1], [3], [1]])).toEqual([
      'hook true false',
      'mute-toggle',
      '',
      'mute-toggle',
      '',
    ]);
  });
  test('as a one-shot', () => {
    const map = fieldMap(
      new DescriptorBuilder().collection(0x0b0005, (it) =>
        it
          .field({ kind: 'input', usages: [0x0b0020], relative: true })
          .padding('input', 7)
          .field({ kind: 'output', usages: [0x080017] }),
      ).bytes,
    );
    expect(said(map, [[1], [0], [1], [1]])).toEqual(['hook-toggle', '', 'hook-toggle', 'hook-toggle']);
  });
});

describe('mute', () => {
  test('as a one-shot, whether a 0 follows or not', () => {
    expect(said(fixtureMap('reportIdZero'), [[2], [0], [2], [2]])).toEqual([
      'mute-toggle',
      '',
      'mute-toggle',
      'mute-toggle',
    ]);
  });
  test('held down while another button moves is one press', () => {
    expect(said(fixtureMap('reportIdZero'), [[2], [3], [1]])).toEqual(['mute-toggle', 'hook true false', '']);
  });
  test('as a switch', () => {
    expect(
      said(fixtureMap('absoluteMute'), [
        [1, 2],
        [1, 3],
        [1, 0],
      ]),
    ).toEqual(['mute-set true', 'hook true false', 'hook false false, mute-set false']);
  });
  test('as the quirk has it', () => {
    const absolute = fixtureMap('reportIdZero', { ...NO_QUIRKS, muteAbsolute: true });
    expect(said(absolute, [[2], [2], [0]])).toEqual(['mute-set true', 'hook false true', 'mute-set false']);
  });
});

test('every button of a full headset', () => {
  const map = fixtureMap('allLedsInOneReport');
  const press = (bits: number) => [1, bits, 0];
  expect(
    said(map, [press(2), press(0), press(8), press(0), press(16), press(0), press(32), press(0)]),
  ).toEqual(['line-busy true', 'line-busy false', 'flash', '', 'redial', '', 'drop', '']);
  expect(said(map, [press(64), press(0), press(128), press(0)])).toEqual(['voicemail', '', 'reject', '']);
});

test('a separate reject key that is none', () => {
  const map = fixtureMap('allLedsInOneReport', { ...NO_QUIRKS, separateReject: false });
  expect(said(map, [[1, 128, 0]])).toEqual(['']);
  expect(map.functions).not.toContain('reject');
});

describe('arrays', () => {
  test('a keypad names the key that is down', () => {
    const down = (number: number) => [1, number << 2];
    expect(
      said(fixtureMap('arrayFields'), [down(1), down(0), down(12), down(11), down(0), down(15)]),
    ).toEqual(['key 0', '', 'key #', 'key *', '', '']);
  });
  test('one bit is a button at rest when 0', () => {
    expect(
      said(fixtureMap('arrayFields'), [
        [1, 0],
        [1, 2],
        [1, 0],
      ]),
    ).toEqual(['', 'reject', '']);
  });
  test('several at once, each once', () => {
    const map = fieldMap(
      new DescriptorBuilder().collection(0x0b0005, (it) =>
        it
          .field({ kind: 'input', usages: [0x0b0020] })
          .padding('input', 7)
          .field({
            kind: 'input',
            usages: [0x0b0021, 0x0b0024, 0x0b0026],
            array: true,
            bits: 8,
            count: 2,
            logical: [1, 3],
            style: 'page-first',
          })
          .field({ kind: 'output', usages: [0x080017] }),
      ).bytes,
    );
    expect(
      said(map, [
        [0, 1, 3],
        [0, 3, 1],
        [0, 2, 2],
        [0, 9, 0],
      ]),
    ).toEqual(['flash, drop', '', 'redial', '']);
  });
});

test('reports of other numbers and broken ones say nothing', () => {
  expect(said(fixtureMap('constantInputs'), [[7, 1, 0], [], [1], [1, 1]])).toEqual([
    '',
    '',
    '',
    'hook true false',
  ]);
});

test('Constant fields with a usage count', () => {
  expect(
    said(fixtureMap('constantInputs'), [
      [1, 1, 0],
      [1, 1, 2],
      [1, 1, 0],
    ]),
  ).toEqual(['hook true false', 'mute-toggle', '']);
});

describe('a vendor’s repetition', () => {
  const mirror = (real: readonly number[]) =>
    new DescriptorBuilder()
      .collection(0x0b0005, (it) =>
        it
          .field({ kind: 'input', reportId: 1, usages: real })
          .field({ kind: 'output', reportId: 1, usages: [0x080017] }),
      )
      .collection(0xff420001, (it) =>
        it.field({ kind: 'input', reportId: 2, usages: [0xff420020, 0xff42002f, 0xff420024] }),
      ).bytes;
  const quirks = { ...NO_QUIRKS, mirrorPages: [0xff42] };

  test('is nobody’s business unless a quirk names the page', () => {
    expect(fieldMap(mirror([0x0b0020])).functions).toEqual(['answer', 'off-hook-light']);
  });
  test('fills in what the telephony page lacks, and only that', () => {
    const map = fieldMap(mirror([0x0b0020, 0x0b002f]), quirks);
    expect(map.functions).toEqual(['answer', 'mute', 'redial', 'off-hook-light']);
    expect(said(map, [[2, 7]])).toEqual(['redial']);
  });
});
