import { describe, expect, test } from 'vitest';
import { gainOf } from '../../../src-renderer/media/amplifier';
import { presentOf } from '../../../src-renderer/media/device-choice';
import { isNarrow, MicrophoneHealth } from '../../../src-renderer/media/microphone-health';
import { renderRingtone } from '../../../src-renderer/media/ringtones';
import { TONE_PLANS, tonePlan } from '../../../src-renderer/media/tone-plans';
import { renderKey, renderProgress, TONE_RATE } from '../../../src-renderer/media/tones';

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

const LANGUAGES = ['de-DE', 'en-GB', 'en-US', 'pt-BR'];
const peakOf = (samples: Float32Array): number =>
  samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

test.each(['ringback', 'busy', 'congestion', 'waiting'] as const)(
  '%s: within range, silent at its edges, as long as its turn, in every country',
  (name) => {
    for (const region of [...Object.keys(TONE_PLANS), 'nowhere']) {
      const samples = renderProgress(name, region, 'en');
      const { cadenceMs } = tonePlan(region, 'en')[name];
      expect(peakOf(samples)).toBeGreaterThan(0.02);
      expect(peakOf(samples)).toBeLessThanOrEqual(name === 'waiting' ? 0.04 : 0.16);
      expect([samples[0], samples.at(-1)]).toEqual([expect.closeTo(0, 2), expect.closeTo(0, 2)]);
      const turnMs = cadenceMs.reduce((sum, stretch) => sum + stretch, 0);
      expect(samples).toHaveLength((turnMs * TONE_RATE) / 1000);
    }
  },
);

test('whose tones are played follows the language until somebody chooses', () => {
  const busyOf = (region: string, language: string) => tonePlan(region, language).busy;
  expect(LANGUAGES.map((language) => busyOf('system', language).hz)).toEqual([
    [425],
    [400],
    [480, 620],
    [425],
  ]);
  expect(busyOf('system', 'de')).toEqual(TONE_PLANS.DE.busy);
  expect(busyOf('AT', 'de-DE').cadenceMs).toEqual([400, 400]);
  expect(busyOf('system', 'not a language').cadenceMs).toEqual([500, 500]);
});

test.each(['classic', 'bell', 'chime', 'marimba', 'soft'] as const)(
  'ring tone %s: as loud as the others, silent at its edges, with a pause in every turn',
  (name) => {
    const samples = renderRingtone(name, 16_000);
    expect(peakOf(samples)).toBeCloseTo(0.45);
    expect([samples[0], samples.at(-1)]).toEqual([expect.closeTo(0, 2), expect.closeTo(0, 2)]);
    expect(peakOf(samples.subarray(-8000))).toBeLessThan(0.05);
  },
);

test('a key sounds with the two frequencies of its row and column, softly', () => {
  const power = (samples: Float32Array, hz: number): number => {
    const at = (wave: (phase: number) => number): number =>
      samples.reduce((sum, sample, index) => sum + sample * wave((2 * Math.PI * hz * index) / TONE_RATE), 0);
    return Math.hypot(at(Math.sin), at(Math.cos)) / samples.length;
  };
  const five = renderKey('5');
  const [row, column, other] = [770, 1336, 941].map((hz) => power(five, hz));
  expect(Math.min(row ?? 0, column ?? 0)).toBeGreaterThan(5 * (other ?? 1));
  expect(peakOf(five)).toBeLessThan(0.07);
});
