import { describe, expect, test } from 'vitest';
import { correlation, HEARD_RHO, segmentMatches, UNRELATED_RHO } from '../../support/sound/correlation';
import { resampled } from '../../support/sound/resample';
import { babble, chirp, noise, silence, tone } from '../../support/sound/signals';
import { durationS, joined, loudness, repeated, slice, type Sound } from '../../support/sound/sound';
import { soundOfWav, wavOf } from '../../support/sound/wav';

const played = babble(4, 1, { rateHz: 8000 });

function mixed(a: Sound, b: Sound): Sound {
  return { rateHz: a.rateHz, samples: a.samples.map((sample, index) => sample + (b.samples[index] ?? 0)) };
}

describe('correlation', () => {
  test('finds a delayed copy and its delay', () => {
    const { rho, lagMs } = correlation(played, joined(silence(0.7, 8000), played));
    expect(rho).toBeGreaterThan(0.99);
    expect(lagMs).toBeCloseTo(700, 0);
  });

  test('finds it in noise, quieter, inverted and at another rate', () => {
    const quiet: Sound = { rateHz: 8000, samples: played.samples.map((sample) => sample * -0.1) };
    expect(correlation(played, quiet).rho).toBeGreaterThan(0.99);
    expect(
      correlation(played, mixed(played, noise(4, 7, { level: 0.05, rateHz: 8000 }))).rho,
    ).toBeGreaterThan(HEARD_RHO);
    expect(correlation(babble(4, 1), resampled(played, 16_000)).rho).toBeGreaterThan(0.99);
  });

  test('follows a jitter buffer that stretches in mid-call', () => {
    const stretched = joined(slice(played, 0, 2), silence(0.3, 8000), slice(played, 2, 4));
    const lags = segmentMatches(played, stretched, 1).map(({ lagMs }) => Math.round(lagMs));
    expect(lags).toEqual([0, 0, 300, 300]);
  });

  test.each<[string, Sound]>([
    ['silence', silence(5, 8000)],
    ['nothing', silence(0, 8000)],
    ['rounding noise', noise(5, 3, { level: 0.0005, rateHz: 8000 })],
    ['babble of another seed', babble(5, 2, { rateHz: 8000 })],
    ['white noise', noise(5, 3, { rateHz: 8000 })],
    ['a tone', tone(440, 5, { rateHz: 8000 })],
    ['a chirp', chirp(5, { rateHz: 8000 })],
  ])('fails on %s', (_name, heard) => {
    expect(correlation(played, heard).rho).toBeLessThan(UNRELATED_RHO);
  });

  test('fails when half of it is lost', () => {
    expect(correlation(played, joined(slice(played, 0, 1.5), silence(3, 8000))).rho).toBeLessThan(HEARD_RHO);
  });

  test('no two seeds look alike', () => {
    const rhos = Array.from({ length: 8 }, (_, seed) => correlation(babble(4, 100 + seed), played).rho);
    expect(Math.max(...rhos)).toBeLessThan(UNRELATED_RHO);
  });
});

describe('WAV', () => {
  test('what is written is read back', () => {
    const back = soundOfWav(wavOf(played));
    expect(back.rateHz).toBe(8000);
    expect(durationS(back)).toBe(4);
    expect(correlation(played, back).rho).toBeGreaterThan(0.999);
  });

  test('a recorder that died left no length: the rest of the file is the sound', () => {
    const wav = wavOf(played);
    wav.writeUInt32LE(0, 40);
    expect(durationS(soundOfWav(wav))).toBe(4);
  });

  test('something else is refused', () => {
    expect(() => soundOfWav(Buffer.from('<html>'))).toThrow('not a WAV file');
  });
});

describe('resampling', () => {
  test.each([8000, 16_000, 44_100])('keeps loudness and pitch from 48000 to %i Hz', (rateHz) => {
    const before = tone(1000, 1);
    const after = resampled(before, rateHz);
    expect(after.samples.length).toBe(rateHz);
    expect(loudness(after)).toBeCloseTo(loudness(before), 2);
    expect(correlation(tone(1000, 0.5, { rateHz }), after, 0.5).rho).toBeGreaterThan(0.99);
  });

  test('drops what the lower rate cannot carry', () => {
    expect(loudness(resampled(tone(7000, 1), 8000))).toBeLessThan(0.005);
  });
});

test('repeating fills any length', () => {
  expect(durationS(repeated(played, 10.5))).toBe(10.5);
});
