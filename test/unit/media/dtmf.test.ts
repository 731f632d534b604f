import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { DIGITS, parseEvent, writeEvent } from '../../../src-main/media/dtmf/event';
import { DtmfReceiver } from '../../../src-main/media/dtmf/receiver';
import { DtmfSender } from '../../../src-main/media/dtmf/sender';

test('every digit reads back; nonsense does not', () => {
  for (const digit of DIGITS)
    expect(parseEvent(writeEvent({ digit, end: true, duration: 800 }))).toEqual({
      digit,
      end: true,
      duration: 800,
    });
  expect(parseEvent(Buffer.from([16, 0, 0, 0]))).toBeUndefined();
  expect(parseEvent(Buffer.from([1, 0]))).toBeUndefined();
});

test('presses go out one at a time: marker, one timestamp, rising duration, three ends', async () => {
  const clock = new VirtualClock();
  const sender = new DtmfSender(clock);
  const sent: {
    atMs: number;
    marker: boolean;
    timestamp: number;
    end: boolean;
    duration: number;
    digit: string;
  }[] = [];
  const stream = {
    clockRate: 8000,
    timestampNow: () => clock.monotonicMs() * 8,
    send: ({ marker, timestamp, payload }: { marker: boolean; timestamp: number; payload: Buffer }) => {
      const event = parseEvent(payload);
      if (event) sent.push({ atMs: clock.monotonicMs(), marker, timestamp, ...event });
    },
  };
  const done = sender.send('1#', () => stream);
  expect(sender.pressing).toBe(true);
  clock.advance(2000);
  await expect(done).resolves.toBe(true);
  const first = sent.filter(({ digit }) => digit === '1');
  expect(first.map(({ marker }) => marker)).toEqual([true, false, false, false, false, false, false]);
  expect(first.map(({ duration }) => duration)).toEqual([160, 320, 480, 640, 800, 800, 800]);
  expect(first.map(({ end }) => end)).toEqual([false, false, false, false, true, true, true]);
  expect(first.map(({ atMs }) => atMs)).toEqual([0, 20, 40, 60, 80, 100, 120]);
  expect(new Set(first.map(({ timestamp }) => timestamp)).size).toBe(1);
  const second = sent.filter(({ digit }) => digit === '#');
  expect(second).toHaveLength(7);
  expect((second[0]?.atMs ?? 0) - (first[6]?.atMs ?? 0)).toBe(70);
  expect(sender.pressing).toBe(false);
  expect(clock.pending).toBe(0);
});

test('without events agreed, or when the call ends, nothing hangs', async () => {
  const clock = new VirtualClock();
  const sender = new DtmfSender(clock);
  await expect(sender.send('1', () => undefined)).resolves.toBe(false);
  const cut = sender.send('123', () => ({ clockRate: 8000, timestampNow: () => 0, send: () => undefined }));
  sender.dispose();
  await expect(cut).resolves.toBe(false);
  expect(clock.pending).toBe(0);
});

test('a press is told once, whichever of its packets arrive', () => {
  const receiver = new DtmfReceiver();
  const press = (digit: string, timestamp: number, end: boolean, ssrc = 1) =>
    receiver.digit({
      payloadType: 101,
      marker: false,
      sequence: 0,
      ssrc,
      timestamp,
      payload: writeEvent({ digit, end, duration: 160 }),
    });
  expect([
    press('5', 100, false),
    press('5', 100, false),
    press('5', 100, true),
    press('5', 100, true),
  ]).toEqual(['5', undefined, undefined, undefined]);
  // The same digit again, of which only an end packet arrives.
  expect(press('5', 2000, true)).toBe('5');
  // One that UDP delivers late.
  expect(press('5', 100, true)).toBeUndefined();
  expect(press('7', 50, false, 2)).toBe('7');
});
