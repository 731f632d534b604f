import { expect, test } from 'vitest';
import { deviceIdOf } from '../../../src-renderer/media/device-choice';
import { renderTone, TONE_RATE } from '../../../src-renderer/media/tones';

const devices = [
  { deviceId: 'a', label: 'Headset', kind: 'input' },
  { deviceId: 'b', label: 'Headset', kind: 'output' },
] as const;

test('a device is found by identity, then by name, else the system’s stands in', () => {
  expect(deviceIdOf({ deviceId: 'b', label: 'Renamed' }, 'output', devices)).toBe('b');
  expect(deviceIdOf({ deviceId: 'other', label: 'Headset' }, 'output', devices)).toBe('b');
  expect(deviceIdOf({ deviceId: 'a', label: 'x' }, 'output', devices)).toBe('');
  expect(
    deviceIdOf({ deviceId: 'x', label: '' }, 'input', [{ deviceId: 'q', label: '', kind: 'input' }]),
  ).toBe('');
  expect(deviceIdOf(null, 'input', devices)).toBe('');
});

test.each(['ring', 'ringback', 'busy', 'waiting', 'test'] as const)(
  '%s: within range, silent at its edges',
  (name) => {
    const samples = renderTone(name);
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(peak).toBeGreaterThan(0.04);
    expect(peak).toBeLessThanOrEqual(0.5);
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.01);
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.01);
    expect(samples.length).toBeGreaterThan(TONE_RATE / 2);
  },
);
