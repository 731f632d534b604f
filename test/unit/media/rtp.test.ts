import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src-main/base/random';
import { Continuity } from '../../../src-main/media/rtp/continuity';
import { OutboundStream } from '../../../src-main/media/rtp/outbound-stream';
import { parseRtp, sequenceAhead, writeRtp, type RtpPacket } from '../../../src-main/media/rtp/packet';
import { ReplayWindow } from '../../../src-main/media/rtp/replay-window';
import { SourceLatch } from '../../../src-main/media/rtp/source-latch';

const packet: RtpPacket = {
  payloadType: 8,
  marker: true,
  sequence: 65_535,
  timestamp: 0xffff_ffff,
  ssrc: 0xdead_beef,
  payload: Buffer.from([1, 2, 3]),
};

describe('packet', () => {
  test('what is written is read', () => {
    expect(parseRtp(writeRtp(packet))).toEqual(packet);
  });

  test('CSRCs, extension and padding are skipped', () => {
    const bytes = Buffer.concat([
      Buffer.from([0x80 | 0x20 | 0x10 | 2, 8, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]),
      Buffer.alloc(8),
      Buffer.from([0xbe, 0xde, 0, 1, 9, 9, 9, 9]),
      Buffer.from([5, 6, 0, 0, 3]),
    ]);
    expect(parseRtp(bytes)?.payload).toEqual(Buffer.from([5, 6]));
  });

  test.each([
    ['empty', Buffer.alloc(0)],
    ['too short', Buffer.alloc(11, 0x80)],
    ['version 1', Buffer.alloc(20, 0x40)],
    ['CSRCs past the end', Buffer.from([0x8f, ...Array.from({ length: 15 }, () => 0)])],
    [
      'the 16-byte trap: an extension past the end',
      Buffer.from([0x90, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0xbe, 0xde, 0xff, 0xff]),
    ],
    ['an extension header cut off', Buffer.from([0x90, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0xbe, 0xde])],
    ['padding of zero', Buffer.from([0xa0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0])],
    ['more padding than payload', Buffer.from([0xa0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 2])],
    ['a jumbo', Buffer.alloc(4000, 0x80)],
  ])('%s is refused', (_what, bytes) => {
    expect(parseRtp(bytes)).toBeUndefined();
  });

  test('mutations never throw nor read past the end', () => {
    const random = seededRandom(42);
    for (let round = 0; round < 20_000; round++) {
      const [length = 0, flips = 0] = random.bytes(2);
      const bytes = Buffer.from(random.bytes(length % 64));
      if (bytes.length > 0 && flips % 4 > 0) bytes[0] = 0x80 | (flips & 0x3f);
      const parsed = parseRtp(bytes);
      if (parsed) expect(parsed.payload.length).toBeLessThanOrEqual(bytes.length - 12);
    }
  });
});

describe('replay window', () => {
  test('each number passes once, in any order, across the wrap', () => {
    const window = new ReplayWindow();
    expect([65_534, 0, 65_535, 1, 0, 65_534].map((sequence) => window.admit(sequence))).toEqual([
      'new',
      'new',
      'new',
      'new',
      'drop',
      'drop',
    ]);
  });

  test('too old is dropped', () => {
    const window = new ReplayWindow();
    for (let sequence = 0; sequence < 1000; sequence++) expect(window.admit(sequence)).toBe('new');
    expect(window.admit(700)).toBe('drop');
    expect(window.admit(999)).toBe('drop');
    expect(window.admit(1003)).toBe('new');
    expect(window.admit(1001)).toBe('new');
  });

  test('a far jump counts only when the next packet confirms it', () => {
    const window = new ReplayWindow();
    window.admit(10);
    expect(window.admit(30_000)).toBe('drop');
    expect(window.admit(11)).toBe('new');
    expect(window.admit(30_000)).toBe('drop');
    expect(window.admit(30_001)).toBe('restarted');
    expect(window.admit(30_002)).toBe('new');
  });
});

describe('source latch', () => {
  const agreed = { address: '192.0.2.1', port: 4000 };
  const other = { address: '192.0.2.2', port: 5000 };
  const of = (ssrc: number, sequence: number): RtpPacket => ({ ...packet, ssrc, sequence });

  test('the negotiated source at once; then nobody else', () => {
    const latch = new SourceLatch();
    latch.renegotiated(agreed, 0);
    expect(latch.admit(agreed, of(1, 1), 0)).toBe(true);
    for (let n = 0; n < 20; n++) expect(latch.admit(other, of(1, 2 + n), n)).toBe(false);
    for (let n = 0; n < 20; n++) expect(latch.admit(agreed, of(2, n), n)).toBe(false);
    expect(latch.admit(agreed, of(1, 2), 20)).toBe(true);
  });

  test('another source only after packets in order, while nobody is latched', () => {
    const latch = new SourceLatch();
    latch.renegotiated(agreed, 0);
    expect([1, 2, 3, 4].map((sequence) => latch.admit(other, of(1, sequence), 0))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(latch.source).toMatchObject(other);
    expect(latch.admit(agreed, of(9, 1), 0)).toBe(false);
  });

  test('a new SSRC of the same source only after silence', () => {
    const latch = new SourceLatch();
    latch.renegotiated(agreed, 0);
    latch.admit(agreed, of(1, 1), 0);
    expect([1, 2, 3, 4].map((sequence) => latch.admit(agreed, of(2, sequence), 300))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(latch.admit(agreed, of(1, 2), 301)).toBe(false);
  });

  test('who was just replaced is not taken for the new one behind a NAT, and after a while is a stranger like others', () => {
    const latch = new SourceLatch();
    latch.renegotiated(agreed, 0);
    latch.admit(agreed, of(1, 1), 0);
    latch.renegotiated(other, 100);
    for (let n = 2; n < 50; n++) expect(latch.admit(agreed, of(1, n), 100 + n)).toBe(false);
    expect(latch.admit(other, of(2, 1), 200)).toBe(true);

    latch.renegotiated(agreed, 300);
    expect([50, 51, 52, 53].map((n) => latch.admit(other, of(2, n), 2400)).at(-1)).toBe(true);
  });

  test('who comes back is heard at once', () => {
    const latch = new SourceLatch();
    latch.renegotiated(agreed, 0);
    latch.renegotiated(other, 1);
    latch.renegotiated(agreed, 2);
    expect(latch.admit(agreed, of(1, 1), 3)).toBe(true);
  });

  test('after a renegotiation the next source latches', () => {
    const latch = new SourceLatch();
    latch.renegotiated(agreed, 0);
    latch.admit(agreed, of(1, 1), 0);
    latch.renegotiated(other, 0);
    expect(latch.admit(other, of(2, 1), 1)).toBe(true);
  });
});

describe('continuity towards the window', () => {
  /** Feeds streams and expects sequence numbers without a hole and timestamps that never go back. */
  function run(
    steps: readonly { stream: string; sequence: number; timestamp: number; atMs: number }[],
    swallow: readonly number[] = [],
  ) {
    const continuity = new Continuity();
    const out = [];
    for (const [index, { stream, sequence, timestamp, atMs }] of steps.entries()) {
      if (swallow.includes(index)) continuity.swallowed(stream);
      else out.push(continuity.next(stream, { sequence, timestamp }, 8000, atMs));
    }
    return out;
  }
  const unbroken = (out: readonly { sequence: number; timestamp: number }[]): void => {
    out.slice(1).forEach((now, index) => {
      const before = out[index] ?? now;
      expect(sequenceAhead(before.sequence, now.sequence)).toBe(1);
      expect((now.timestamp - before.timestamp) | 0).toBeGreaterThan(0);
    });
  };

  test('a new SSRC, a new call and a restart go on where the one before stopped', () => {
    const out = run([
      { stream: 'a', sequence: 65_534, timestamp: 0xffff_ff00, atMs: 0 },
      { stream: 'a', sequence: 65_535, timestamp: 0xffff_ffa0, atMs: 20 },
      { stream: 'b', sequence: 7, timestamp: 99, atMs: 40 },
      { stream: 'b', sequence: 8, timestamp: 259, atMs: 60 },
      { stream: 'c', sequence: 40_000, timestamp: 5, atMs: 4060 },
    ]);
    unbroken(out);
    const [, , , before, after] = out;
    expect(((after?.timestamp ?? 0) - (before?.timestamp ?? 0)) | 0).toBe(4 * 8000);
  });

  test('swallowed telephone-events leave no hole', () => {
    const steps = Array.from({ length: 8 }, (_, n) => ({
      stream: 'a',
      sequence: 10 + n,
      timestamp: 160 * n,
      atMs: 20 * n,
    }));
    unbroken(run(steps, [2, 3, 4]));
  });

  test('a loss stays a loss, a late packet stays late', () => {
    const sequences = [10, 13, 12, 14].map((sequence, n) => ({
      stream: 'a',
      sequence,
      timestamp: 160 * sequence,
      atMs: 20 * n,
    }));
    expect(run(sequences).map(({ sequence }) => sequence)).toEqual([10, 13, 12, 14]);
  });

  test('timestamps that leap or run backwards are taken as a new beginning', () => {
    unbroken(
      run([
        { stream: 'a', sequence: 1, timestamp: 1_000_000, atMs: 0 },
        { stream: 'a', sequence: 2, timestamp: 500, atMs: 20 },
        { stream: 'a', sequence: 3, timestamp: 3_000_000_000, atMs: 40 },
        { stream: 'a', sequence: 4, timestamp: 3_000_000_160, atMs: 60 },
      ]),
    );
  });
});

describe('outbound stream', () => {
  test('one SSRC, no holes, and timestamps that run on when the source changes', () => {
    const stream = new OutboundStream(seededRandom(3));
    const frame = { payloadType: 0, marker: false, payload: Buffer.alloc(160) };
    const sent = [
      stream.voice('leg1', { ...frame, timestamp: 1000 }, 8000, 0),
      stream.voice('leg1', { ...frame, timestamp: 1160 }, 8000, 20),
      stream.voice('leg2', { ...frame, timestamp: 77 }, 8000, 520),
      stream.own({ ...frame, timestamp: stream.timestampNow(8000, 540) }, 540),
    ].map((bytes) => parseRtp(bytes));
    expect(new Set(sent.map((one) => one?.ssrc)).size).toBe(1);
    const steps = sent
      .slice(1)
      .map((one, n) => [
        sequenceAhead(sent[n]?.sequence ?? 0, one?.sequence ?? 0),
        ((one?.timestamp ?? 0) - (sent[n]?.timestamp ?? 0)) | 0,
      ]);
    expect(steps).toEqual([
      [1, 160],
      [1, 4000],
      [1, 160],
    ]);
    expect(stream.counts).toEqual({ packets: 4, octets: 640 });
  });
});
