import { describe, expect, test } from 'vitest';
import { encodeReports } from '../../../../src-main/hid/report/encode';
import { LIGHTS_OFF, type HeadsetLights } from '../../../../src-main/phone/headset/ports';
import type { FixtureName } from '../../../support/hid/fixtures';
import { fixtureMap } from '../support/field-map';

const ALL_ON: HeadsetLights = { offHook: true, ring: true, mute: true, hold: true };

function reports(name: FixtureName, lights: HeadsetLights, ringer = false): readonly (readonly number[])[] {
  return encodeReports(fixtureMap(name), lights, { ringer }).map((bytes) => [...bytes]);
}

describe('lights become whole reports', () => {
  test.each([
    ['allLedsInOneReport', [[1, 0b1111, 0]], [[1, 0, 0]]],
    [
      'oneReportPerLed',
      [
        [0x18, 1],
        [0x17, 1],
        [9, 1],
        [0x20, 1],
      ],
      [
        [0x18, 0],
        [0x17, 0],
        [9, 0],
        [0x20, 0],
      ],
    ],
    ['lateBoundUsages', [[1, 0b11]], [[1, 0]]],
    ['constantInputs', [[1, 0b10110, 0]], [[1, 0, 0]]],
    ['reportIdZero', [[0, 0b111]], [[0, 0]]],
  ] as const)('%s', (name, on, off) => {
    expect(reports(name, ALL_ON)).toEqual(on);
    expect(reports(name, LIGHTS_OFF)).toEqual(off);
  });

  test('each light has its own bit', () => {
    const one = (light: Partial<HeadsetLights>) =>
      reports('allLedsInOneReport', { ...LIGHTS_OFF, ...light })[0]?.[1];
    expect(one({ offHook: true })).toBe(1);
    expect(one({ mute: true })).toBe(2);
    expect(one({ ring: true })).toBe(4);
    expect(one({ hold: true })).toBe(8);
  });

  test('the ringer goes with the Ring light where the model wants it', () => {
    const ring = { ...LIGHTS_OFF, ring: true };
    expect(reports('allLedsInOneReport', ring, true)).toEqual([[1, 0b10100, 0]]);
    expect(reports('allLedsInOneReport', { ...ALL_ON, ring: false }, true)).toEqual([[1, 0b01011, 0]]);
  });
});
