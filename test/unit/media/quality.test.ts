import { expect, test } from 'vitest';
import { seededRandom } from '../../../src-main/base/random';
import { CallQuality } from '../../../src-main/media/gateway/call-quality';
import { parseRtcp, writeRtcp } from '../../../src-main/media/rtcp/packet';
import { readVoipMetrics, writeVoipMetrics } from '../../../src-main/media/rtcp/voip-metrics';
import type { RtpPacket } from '../../../src-main/media/rtp/packet';

const packet = (sequence: number, ssrc = 7, timestamp = 160 * sequence): RtpPacket => ({
  ...{ payloadType: 8, marker: false, sequence: sequence & 0xffff, timestamp: timestamp >>> 0 },
  ...{ ssrc, payload: Buffer.alloc(160) },
});

/** Packets of 20 ms from `from` on, those lost left out, each as late as `delayMs` says. */
function heard(
  count: number,
  lost: readonly number[],
  delayMs: (n: number) => number = () => 0,
  from = 0,
): CallQuality {
  const quality = new CallQuality();
  for (let n = 0; n < count; n++)
    if (!lost.includes(n)) quality.received(packet(from + n), 8000, 20 * n + delayMs(n));
  return quality;
}

test('nobody knows anything at first', () => {
  expect(new CallQuality().take()).toBeNull();
  expect(new CallQuality().metrics()).toBeNull();
});

test('what is lost is counted over a wrap of the numbers, and the share anew each time', () => {
  const quality = heard(100, [10, 11, 50], undefined, 0xfff0);
  expect(quality.take()?.heard).toEqual({ packets: 100, lost: 3, lossShare: 0.03, jitterMs: 0 });
  for (let n = 100; n < 110; n++) if (n !== 105) quality.received(packet(0xfff0 + n), 8000, 20 * n);
  expect(quality.take()?.heard).toMatchObject({ packets: 110, lost: 4, lossShare: 0.1 });
  expect(quality.take()?.heard?.lossShare).toBe(0);
});

test('what comes late was not lost', () => {
  const quality = heard(20, [5]);
  quality.received(packet(5), 8000, 400);
  expect(quality.take()?.heard).toMatchObject({ packets: 20, lost: 0 });
});

test('jitter is that of RFC 3550 A.8, and a pause of the speaker’s is none', () => {
  // Every other packet 10 ms late: the mean deviation tends to 10 ms.
  const quality = heard(400, [], (n) => 10 * (n % 2));
  expect(quality.take()?.heard?.jitterMs).toBeCloseTo(10, 1);
  const steady = heard(10, []);
  steady.received(packet(10, 7, 160 * 10), 8000, 60_000);
  expect(steady.take()?.heard?.jitterMs).toBeLessThan(1);
});

test('another stream is counted by itself', () => {
  const quality = heard(10, [5]);
  quality.received(packet(4000, 8), 8000, 1000);
  expect(quality.take()?.heard).toMatchObject({ packets: 1, lost: 0 });
});

test('their reports tell of our own sound, and the round trip by the report they answer', () => {
  const quality = new CallQuality();
  const sender = {
    ntpSeconds: 0x1234_5678,
    ntpFraction: 0x9abc_def0,
    rtpTimestamp: 0,
    packets: 1,
    octets: 1,
  };
  quality.reportSent({ ssrc: 1, sender, reports: [] }, 1000);
  const about = { ssrc: 1, fractionLost: 64, cumulativeLost: 12, highestSequence: 200, jitter: 80 };
  quality.reported({ ...about, lastSr: 0x5678_9abc, delaySinceLastSr: 0x8000 }, 8000, 200, 1580);
  expect(quality.take()).toMatchObject({
    heard: null,
    sent: { packets: 200, lost: 12, lossShare: 0.25, jitterMs: 10 },
    roundTripMs: 80,
  });
  // One that answers nothing of ours changes nothing of that.
  quality.reported({ ...about, lastSr: 1, delaySinceLastSr: 0 }, 8000, 200, 9000);
  expect(quality.take()?.roundTripMs).toBe(80);
});

test('losses near each other are a burst, single ones the gap’s (RFC 3611 §4.7.2)', () => {
  const single = heard(200, [50, 100]).metrics();
  expect(single).toMatchObject({ burstDensity: 0, burstMs: 0 });
  expect(single?.gapDensity).toBeCloseTo(2 / 200, 2);
  // Four of ten lost: one burst of ten packets.
  const burst = heard(200, [50, 53, 56, 59]).metrics();
  expect(burst).toMatchObject({ burstDensity: 0.4, burstMs: 200, gapDensity: 0, lossShare: 4 / 200 });
  expect(burst?.gapMs).toBe((190 / 2) * 20);
});

test('VoIP metrics are read as they are written, behind a report, as 36 bytes of block 7', () => {
  const metrics = {
    ...{ ssrc: 0xdead_beef, lossShare: 0.25, discardShare: 0.125, burstDensity: 0.5, gapDensity: 0.0625 },
    ...{ burstMs: 320, gapMs: 4000, roundTripMs: 71 },
  };
  const block = writeVoipMetrics(9, metrics);
  expect([block.length, block[1], block[8], block.readUInt16BE(2), block.readUInt16BE(10)]).toEqual([
    44, 207, 7, 10, 8,
  ]);
  expect(block.subarray(28, 36)).toEqual(Buffer.from([127, 127, 127, 16, 127, 127, 127, 127]));
  const compound = Buffer.concat([writeRtcp({ ssrc: 9, sender: null, reports: [] }, 'someone'), block]);
  expect(parseRtcp(compound)).toHaveLength(1);
  expect(readVoipMetrics(compound)).toEqual([metrics]);
});

test('extended reports that lie are read to nothing', () => {
  const random = seededRandom(5);
  const report = writeRtcp({ ssrc: 9, sender: null, reports: [] }, 'someone');
  const good = writeVoipMetrics(9, {
    ...{ ssrc: 1, lossShare: 0, discardShare: 0, burstDensity: 0, gapDensity: 0 },
    ...{ burstMs: 0, gapMs: 0, roundTripMs: null },
  });
  for (let run = 0; run < 2000; run++) {
    const bytes = Buffer.concat([report, good]);
    for (let hit = 0; hit < 3; hit++) {
      const [at = 0, byte = 0] = random.bytes(2);
      bytes[at % bytes.length] = byte;
    }
    if (parseRtcp(bytes)) expect(readVoipMetrics(bytes).length).toBeLessThanOrEqual(1);
  }
});
