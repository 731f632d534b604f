import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src-main/base/clock';
import { seededRandom } from '../../../src-main/base/random';
import { VirtualClock } from '../../../src-main/base/virtual-clock';
import { parseEvent, serialiseEvent, toneOf } from '../../../src-main/practice/dtmf';
import { paced } from '../../../src-main/practice/pacer';
import { Recording } from '../../../src-main/practice/recording';
import { parseReport, serialiseReport } from '../../../src-main/practice/rtcp';
import { Reception } from '../../../src-main/practice/reception';
import { parseRtp, serialiseRtp, wrappedDifference, type RtpPacket } from '../../../src-main/practice/rtp';
import { RtpSender } from '../../../src-main/practice/rtp-sender';
import { inTurn, once, silence, telephoneEvent } from '../../../src-main/practice/source';
import { SampleQueue } from '../../../src-main/practice/sample-queue';

const payload = Uint8Array.of(1, 2, 3, 4);
const packet = (sequence: number, timestamp: number): RtpPacket => ({
  payloadType: 8,
  marker: false,
  sequence,
  timestamp,
  ssrc: 9,
  payload,
});
const sent = (bytes: Uint8Array | undefined) => {
  const parsed = bytes && parseRtp(bytes);
  if (!parsed) throw new Error('nothing was sent');
  return parsed;
};

describe('RTP packets (RFC 3550 §5.1)', () => {
  test('there and back, with wrap-around', () => {
    expect(parseRtp(serialiseRtp({ ...packet(65_537, 2 ** 32 + 5), marker: true }))).toEqual({
      ...packet(1, 5),
      marker: true,
    });
  });

  test('extension, CSRCs and padding are left out; lengths past the end are refused', () => {
    const plain = Buffer.from(serialiseRtp(packet(1, 1)));
    const withExtension = Buffer.concat([
      Buffer.of(0x91),
      plain.subarray(1, 12),
      Buffer.alloc(4),
      Buffer.of(0, 0, 0, 1),
      Buffer.alloc(4),
      plain.subarray(12),
    ]);
    expect(parseRtp(withExtension)?.payload).toEqual(Buffer.from(payload));
    expect(parseRtp(Buffer.concat([Buffer.of(0xa0), plain.subarray(1), Buffer.of(0, 2)]))?.payload).toEqual(
      Buffer.from(payload),
    );
    for (const [first, length] of [
      [0x90, 16],
      [0x9f, 20],
      [0x8f, 16],
      [0x00, 16],
      [0x80, 11],
    ] as const) {
      const hostile = Buffer.alloc(length, 0xff);
      hostile[0] = first;
      expect(parseRtp(hostile)).toBeUndefined();
    }
    expect(parseRtp(Buffer.concat([Buffer.of(0xa0), Buffer.alloc(11), Buffer.of(200)]))).toBeUndefined();
  });

  test('circular differences', () => {
    expect([
      wrappedDifference(2, 65_535, 16),
      wrappedDifference(65_535, 2, 16),
      wrappedDifference(0, 2 ** 32 - 1, 32),
    ]).toEqual([3, -3, 1]);
  });
});

describe('what is sent runs on', () => {
  test('through sound, echo, loss, a pause and sound again', () => {
    const sender = new RtpSender(seededRandom(3));
    const first = sent(sender.sound(8, payload));
    sender.advance(1);
    const second = sent(sender.sound(8, payload));
    sender.advance(1);
    const [echo, after] = [sent(sender.bounced(packet(65_534, 1000))), sent(sender.bounced(packet(1, 1480)))];
    sender.advance(10);
    sender.pause();
    const again = sent(sender.sound(8, payload));
    const sequences = [second, echo, after, again].map(({ sequence }) => sequence - first.sequence);
    const times = [second, echo, after, again].map(({ timestamp }) => timestamp - first.timestamp);
    // The two lost packets stay lost, so that the far end counts them.
    expect(sequences).toEqual([1, 2, 5, 6]);
    expect(times).toEqual([160, 320, 800, 1920]);
    expect([first, second, again].map(({ marker }) => marker)).toEqual([true, false, true]);
  });

  test('a late packet goes back late; one from before the echo does not; a new stream is fitted in', () => {
    const sender = new RtpSender(seededRandom(3));
    const start = sent(sender.bounced(packet(10, 1000))).sequence;
    expect(sender.bounced(packet(9, 840))).toBeUndefined();
    sender.bounced(packet(12, 1320));
    expect(sent(sender.bounced(packet(11, 1160))).sequence).toBe(start + 1);
    expect(sent(sender.bounced({ ...packet(5000, 7), ssrc: 10 })).sequence).toBe(start + 3);
  });
});

describe('events (RFC 4733)', () => {
  test('one timestamp, growing duration, three ends', () => {
    const frames = [];
    const source = telephoneEvent(5, 3);
    for (let frame = source(); frame; frame = source()) frames.push(frame);
    expect(
      frames.map((frame) => (frame.kind === 'event' ? [frame.duration, frame.isFirst, frame.isEnd] : [])),
    ).toEqual([
      [160, true, false],
      [320, false, false],
      [480, false, true],
      [480, false, true],
      [480, false, true],
    ]);
  });

  test('payload and tones', () => {
    const event = { code: 11, isEnd: true, volume: 10, duration: 1280 };
    expect(parseEvent(serialiseEvent(event))).toEqual(event);
    expect(parseEvent(Uint8Array.of(1, 2, 3))).toBeUndefined();
    expect([toneOf('1'), toneOf('#'), toneOf('x'), toneOf('')]).toEqual([
      [697, 1209],
      [941, 1477],
      undefined,
      undefined,
    ]);
  });
});

test('reports count loss and jitter (RFC 3550 §6.4)', () => {
  const reception = new Reception(9, 65_534);
  [65_534, 65_535, 1, 2].forEach((sequence, index) =>
    reception.count(packet(sequence, index * 160), index * 20),
  );
  const about = reception.report();
  expect(about).toEqual({ ssrc: 9, fractionLost: 51, lost: 1, highestSequence: 65_538, jitter: 0 });
  const sentNow = { nowMs: 1_700_000_000_500, timestamp: 7, packets: 2, octets: 320 };
  const bytes = Buffer.from(
    serialiseReport({
      ssrc: 5,
      cname: 'abc',
      sent: sentNow,
      about,
      last: { middleNtp: 77, receivedAtMs: 0 },
      monotonicMs: 500,
      isGoodbye: true,
    }),
  );
  expect([bytes.readUInt8(1), bytes.readUInt16BE(2), bytes.readUInt32BE(4)]).toEqual([200, 12, 5]);
  expect([bytes.readUInt32BE(8), bytes.readUInt32BE(12)]).toEqual([1_700_000_000 + 2_208_988_800, 2 ** 31]);
  expect([
    bytes.readUInt32BE(28),
    bytes.readUInt8(32),
    bytes.readUInt32BE(44),
    bytes.readUInt32BE(48),
  ]).toEqual([9, 51, 77, 32_768]);
  expect([bytes.readUInt8(53), bytes.readUInt8(bytes.length - 7)]).toEqual([202, 203]);
  expect(parseReport(bytes)).toEqual({ middleNtp: bytes.readUInt32BE(10) });
  expect(parseReport(Buffer.alloc(8))).toBeUndefined();
});

test('pacing does not drift, and leaves out what was slept through', () => {
  const clock = new VirtualClock();
  const at: number[][] = [];
  let lateMs = 3;
  const slow: Clock = {
    nowMs: () => clock.nowMs(),
    monotonicMs: () => clock.monotonicMs(),
    after: (ms, run) => clock.after(ms + lateMs, run),
    every: (ms, run) => clock.every(ms, run),
  };
  const pacing = paced(slow, 20, (periods) => at.push([clock.monotonicMs(), periods]));
  clock.advance(100);
  lateMs = 1000;
  clock.advance(1100);
  pacing.dispose();
  clock.advance(5000);
  expect(at.slice(0, 4)).toEqual([
    [23, 1],
    [43, 1],
    [63, 1],
    [83, 1],
  ]);
  const total = at.reduce((sum, [, periods = 0]) => sum + periods, 0);
  expect(total).toBe(Math.floor((at.at(-1)?.[0] ?? 0) / 20));
});

test('a recording lays sound where its timestamp says', () => {
  const recording = new Recording();
  const samples = (value: number) => new Int16Array(160).fill(value);
  recording.add({ timestamp: 2 ** 32 - 160, samples: samples(1) });
  recording.add({ timestamp: 320, samples: samples(4) });
  recording.add({ timestamp: 0, samples: samples(2) });
  recording.add({ timestamp: 8000 * 61, samples: samples(9) });
  recording.add({ timestamp: 30_000, samples: samples(5) });
  expect([0, 160, 320, 480, 30_160].map((at) => recording.sound[at])).toEqual([1, 2, 0, 4, 5]);
  expect(recording.sound.length).toBe(30_320);
});

test('sources join; a queue cuts packets of any length into frames', () => {
  const source = inTurn(once(new Int16Array(200).fill(7)), silence(20));
  const frames = [source(), source(), source(), source()];
  expect(
    frames.map((frame) => (frame?.kind === 'sound' ? [frame.samples[0], frame.samples[159]] : undefined)),
  ).toEqual([[7, 7], [7, 0], [0, 0], undefined]);
  const queue = new SampleQueue();
  queue.add(new Int16Array(240).fill(1));
  expect([queue.take()?.length, queue.take()]).toEqual([160, undefined]);
  queue.add(new Int16Array(5000));
  expect(Array.from({ length: 11 }, queue.take).filter(Boolean)).toHaveLength(10);
});
