import { describe, expect, test } from 'vitest';
import { gainOf } from '../../../src-renderer/media/amplifier';
import { presentOf } from '../../../src-renderer/media/device-choice';
import { isNarrow, MicrophoneHealth } from '../../../src-renderer/media/microphone-health';
import { renderTone, TONE_RATE } from '../../../src-renderer/media/tones';

const devices = [
  { deviceId: 'a', label: 'Headset', kind: 'input' },
  { deviceId: 'b', label: 'Headset', kind: 'output' },
] as const;

test('a device is found by identity, then by name, else the system’s stands in', () => {
  expect(presentOf([{ deviceId: 'b', label: 'Renamed' }], 'output', devices)).toEqual(['b']);
  expect(presentOf([{ deviceId: 'other', label: 'Headset' }], 'output', devices)).toEqual(['b']);
  expect(presentOf([{ deviceId: 'a', label: 'x' }], 'output', devices)).toEqual([]);
  expect(
    presentOf([{ deviceId: 'x', label: '' }], 'input', [{ deviceId: 'q', label: '', kind: 'input' }]),
  ).toEqual([]);
  expect(presentOf([], 'input', devices)).toEqual([]);
});

test('those that are there come in the order they are wanted, each once', () => {
  const there = ['one', 'two', 'three'].map((deviceId) => ({
    deviceId,
    label: deviceId,
    kind: 'output' as const,
  }));
  const wanted = (...ids: string[]) => ids.map((deviceId) => ({ deviceId, label: deviceId }));
  expect(presentOf(wanted('three', 'gone', 'one'), 'output', there)).toEqual(['three', 'one']);
  const twin = { deviceId: 'renamed', label: 'two' };
  expect(presentOf([...wanted('two'), twin], 'output', there)).toEqual(['two']);
});

test('plugged into another socket of Windows it is still the same headset', () => {
  const there = [{ deviceId: 'new', label: 'Headset (3- Jabra Link 380)', kind: 'output' as const }];
  expect(presentOf([{ deviceId: 'old', label: 'Headset (2- Jabra Link 380)' }], 'output', there)).toEqual([
    'new',
  ]);
});

test('of two of the same name the wanted one that is gone is not played by the other before its turn', () => {
  const there = [
    { deviceId: 'right', label: 'Headset', kind: 'output' as const },
    { deviceId: 'desk', label: 'Desk', kind: 'output' as const },
  ];
  const left = { deviceId: 'left', label: 'Headset' };
  const desk = { deviceId: 'desk', label: 'Desk' };
  const right = { deviceId: 'right', label: 'Headset' };
  expect(presentOf([left, desk, right], 'output', there)).toEqual(['desk', 'right']);
});

describe('what is said of the microphone', () => {
  const said: string[] = [];
  const health = new MicrophoneHealth((state) => said.push(state));

  test('silence is told after 8 s, and taken back when it is heard', () => {
    health.opened('working');
    for (const atMs of [0, 4000, 7999]) health.heard(0, atMs);
    expect(said).toEqual(['working']);
    health.heard(0, 8000);
    expect(said).toEqual(['working', 'silent']);
    health.heard(0.001, 8100);
    expect(said).toEqual(['working', 'silent', 'working']);
  });

  test('muted meanwhile, silence counts from the start', () => {
    health.heard(0, 10_000);
    health.unheard();
    health.heard(0, 18_500);
    expect(said.at(-1)).toBe('working');
  });

  test.each([
    ['WH-1000XM4', 8000, true],
    ['Headset (WH-1000XM4 Hands-Free AG Audio)', 16_000, true],
    ['Headset (WH-1000XM4 Hands-Free AG Audio)', undefined, true],
    ['Jabra Link 380', 16_000, false],
    ['Built-in', 48_000, false],
  ])('%s with %d Hz: hands-free quality %s', (label, rateHz, narrow) => {
    expect(isNarrow(label, rateHz)).toBe(narrow);
  });
});

test('half-way on the slider leaves the microphone as it is', () => {
  expect([0, 0.5, 1].map(gainOf)).toEqual([expect.closeTo(0.1), 1, expect.closeTo(10)]);
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
