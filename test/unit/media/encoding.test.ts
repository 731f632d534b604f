import { expect, test } from 'vitest';
import { BitrateByLoss, encodingFor } from '../../../src-main/media/gateway/encoding';
import { remoteAudio } from '../../../src-main/media/sdp/negotiate';
import { parseSdp } from '../../../src-main/media/sdp/parse';

function encoding(lines: readonly string[], bitrate = 32_000) {
  const head = ['v=0', 'o=x 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'];
  const parsed = parseSdp(
    [...head, 'm=audio 4000 RTP/AVP 107 0', 'a=rtpmap:107 opus/48000/2', ...lines].join('\r\n'),
  );
  const wish = { encryption: 'off', mayNameKeys: false } as const;
  const remote = parsed.ok && remoteAudio(parsed.value, ['opus', 'PCMU'], 'ours', wish);
  if (!remote || !remote.ok) throw new Error('not usable');
  return encodingFor(remote.value, bitrate);
}

test.each([
  [[], 20],
  [['a=ptime:10'], 10],
  [['a=ptime:30'], 30],
  [['a=ptime:40'], 40],
  [['a=ptime:60'], 60],
  [['a=ptime:120'], 60],
  [['a=ptime:5'], 10],
  [['a=ptime:0'], 10],
  [['a=ptime:25'], 20],
  [['a=maxptime:10'], 10],
  [['a=ptime:60', 'a=maxptime:40'], 40],
  [['a=maxptime:150'], 20],
  [['a=ptime:soon'], 20],
])('%j: packets of %i ms', (lines, ptimeMs) => {
  expect(encoding(lines).ptimeMs).toBe(ptimeMs);
});

test.each([
  [[], 'minptime=10;useinbandfec=0;maxaveragebitrate=32000'],
  [['a=fmtp:107 useinbandfec=1'], 'minptime=10;useinbandfec=1;maxaveragebitrate=32000'],
  [
    ['a=fmtp:107 maxplaybackrate=16000; maxaveragebitrate=20000; useinbandfec=1'],
    'minptime=10;useinbandfec=1;maxaveragebitrate=20000',
  ],
  [['a=fmtp:107 maxaveragebitrate=510000'], 'minptime=10;useinbandfec=0;maxaveragebitrate=32000'],
  [['a=fmtp:107 maxaveragebitrate=1000'], 'minptime=10;useinbandfec=0;maxaveragebitrate=6000'],
  [['a=fmtp:0 useinbandfec=1'], 'minptime=10;useinbandfec=0;maxaveragebitrate=32000'],
  [['a=fmtp:107 usedtx=1'], 'minptime=10;useinbandfec=0;maxaveragebitrate=32000'],
])('%j: Opus as they want it, and never with pauses left out', (lines, opus) => {
  expect(encoding(lines).opus).toBe(opus);
});

test('less is sent the more is lost, and more again when nothing was for a while', () => {
  const ladder = new BitrateByLoss();
  const after = (...shares: readonly number[]): number => {
    for (const share of shares) ladder.heard(share);
    return ladder.bitrate;
  };
  expect(after(0, 0.01, 0.09)).toBe(32_000);
  expect(after(0.1)).toBe(24_000);
  // Not yet well enough.
  expect(after(0, 0, 0.03, 0, 0)).toBe(24_000);
  expect(after(0)).toBe(32_000);
  expect(after(0, 0, 0, 0)).toBe(32_000);
});
