import { describe, expect, test } from 'vitest';
import { describeDescriptor, describeItems } from '../../../src-main/hid/descriptor/describe';
import { parseDescriptor } from '../../../src-main/hid/descriptor/parse';
import { decodeReport, NOTHING_HEARD } from '../../../src-main/hid/report/decode';
import { encodeReports } from '../../../src-main/hid/report/encode';
import { headsetFields } from '../../../src-main/hid/report/headset-fields';
import { writeBit } from '../../../src-main/hid/report/bits';
import { LIGHTS_OFF } from '../../../src-main/phone/headset/ports';
import { knownDevices, type KnownDevice } from '../../support/hid/corpus';
import { fieldMap } from './support/field-map';

const devices = knownDevices();

function verdict({ descriptor }: KnownDevice): string {
  const parsed = parseDescriptor(descriptor);
  if (!parsed.ok) return `${parsed.error.kind} at ${parsed.error.at}`;
  const map = headsetFields(parsed.value);
  return map.ok ? 'headset' : map.error.kind;
}

const headsets = devices.filter((device) => verdict(device) === 'headset');

describe.skipIf(devices.length === 0)('real devices', () => {
  test('each can be read, item by item too', () => {
    for (const { name, descriptor } of devices) {
      const parsed = parseDescriptor(descriptor);
      expect(parsed.ok, name).toBe(true);
      if (parsed.ok) expect(describeDescriptor(parsed.value)).toContain('report');
      expect(describeItems(descriptor)).toContain('End Collection');
    }
  });

  test('most are headsets, and what has no Off-Hook light is none', () => {
    expect(headsets.length).toBeGreaterThan(devices.length / 2);
    expect(new Set(devices.map(verdict))).toEqual(new Set(['headset', 'no-telephony', 'no-off-hook-light']));
  });

  test.each(headsets)('$name: hook, mute and reject are heard, once each', ({ descriptor }) => {
    const map = fieldMap(descriptor);
    const hook = map.values.find(({ role }) => role === 'hook');
    expect(hook).toMatchObject({ relative: false });
    for (const value of map.values) {
      const payload = new Uint8Array(64);
      writeBit(payload, value, true);
      const report = map.numbered ? Uint8Array.from([value.reportId, ...payload]) : payload;
      const heard = decodeReport(map, NOTHING_HEARD, report).events;
      expect(heard, JSON.stringify(value.role)).toHaveLength(1);
      if (value.role === 'hook') expect(heard).toEqual([{ kind: 'hook', offHook: true, repeated: false }]);
      if (value.role === 'mute') expect(heard).toEqual([{ kind: 'mute-toggle' }]);
    }
  });

  test.each(headsets)('$name: each light changes one bit of full-length reports', ({ descriptor }) => {
    const map = fieldMap(descriptor);
    const off = encodeReports(map, LIGHTS_OFF, { ringer: true });
    for (const light of ['offHook', 'ring', 'mute', 'hold'] as const) {
      const on = encodeReports(map, { ...LIGHTS_OFF, [light]: true }, { ringer: false });
      expect(on.map(({ length }) => length)).toEqual(off.map(({ length }) => length));
      expect(bitsIn(on) - bitsIn(off), light).toBe(1);
    }
  });
});

function bitsIn(reports: readonly Uint8Array[]): number {
  const payloads = reports.flatMap((report) => [...report.subarray(1)]);
  return payloads.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
}
