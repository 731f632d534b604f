import { expect, test } from 'vitest';
import { seededRandom } from '../../../src-main/base/random';
import { parseRtcp, writeBye, writeRtcp, type Report } from '../../../src-main/media/rtcp/packet';
import { translated } from '../../../src-main/media/rtcp/translate';

const about = {
  ssrc: 7,
  fractionLost: 3,
  cumulativeLost: -2,
  highestSequence: 0x1_0005,
  jitter: 9,
  lastSr: 11,
  delaySinceLastSr: 12,
};
const report: Report = {
  ssrc: 1,
  sender: { ntpSeconds: 1, ntpFraction: 2, rtpTimestamp: 0xffff_fff0, packets: 4, octets: 5 },
  reports: [about],
};

test('what is written is read, with its CNAME aside', () => {
  expect(parseRtcp(writeRtcp(report, 'someone@example.org'))).toEqual([report]);
  expect(parseRtcp(writeRtcp({ ...report, sender: null }, 'x'))).toEqual([{ ...report, sender: null }]);
});

test('a goodbye is well formed', () => {
  expect(parseRtcp(writeBye(9, 'someone'))).toEqual([{ ssrc: 9, sender: null, reports: [] }]);
});

test.each([
  ['too short', Buffer.from([0x80, 200, 0, 0])],
  ['version 1', Buffer.concat([Buffer.from([0x40]), writeRtcp(report, 'x').subarray(1)])],
  ['a length past the end', Buffer.from([0x80, 201, 0, 9, 0, 0, 0, 1])],
  ['more reports than there is room', Buffer.from([0x9f, 201, 0, 1, 0, 0, 0, 1])],
  ['a sender report without sender', Buffer.from([0x80, 200, 0, 1, 0, 0, 0, 1])],
  ['BYE first', writeBye(1, 'x').subarray(-8)],
])('%s is refused', (_what, bytes) => {
  expect(parseRtcp(bytes)).toBeUndefined();
});

test('mutations never throw', () => {
  const random = seededRandom(11);
  const good = writeRtcp(report, 'someone@example.org');
  for (let round = 0; round < 20_000; round++) {
    const bytes = Buffer.from(good.subarray(0, good.length - ((random.bytes(1)[0] ?? 0) % 20)));
    for (let flip = 0; flip < 3; flip++)
      bytes[(random.bytes(1)[0] ?? 0) % bytes.length] = random.bytes(1)[0] ?? 0;
    parseRtcp(bytes);
  }
});

test('numbers become the other side’s; reports on strangers go', () => {
  const out = translated(
    { ...report, reports: [about, { ...about, ssrc: 8 }] },
    {
      ssrc: 100,
      timestampOffset: 0x20,
      counts: { packets: 1, octets: 2 },
      about: { from: 7, to: 70, sequenceOffset: -5 },
    },
  );
  expect(out).toEqual({
    ssrc: 100,
    sender: { ntpSeconds: 1, ntpFraction: 2, rtpTimestamp: 0x10, packets: 1, octets: 2 },
    reports: [{ ...about, ssrc: 70, highestSequence: 0x1_0000 }],
  });
});
