import { expect, test } from 'vitest';
import { remoteAudio } from '../../../src-main/media/sdp/negotiate';
import { parseSdp } from '../../../src-main/media/sdp/parse';
import { CODECS, ENCRYPTIONS, type Encryption } from '../../../src-main/phone/account/line';

const KEY = 'd0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj';
const GOOD = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}`;
const UNKNOWN = `a=crypto:1 F8_128_HMAC_SHA1_80 inline:${KEY}`;
const MALFORMED = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x';

/** What becomes of an offer with these media lines, each port telling the sections apart. */
function becomes(lines: readonly string[], encryption: Encryption, mayNameKeys = true): string {
  const head = ['v=0', 'o=x 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'];
  const parsed = parseSdp([...head, ...lines].join('\r\n'));
  if (!parsed.ok) throw new Error(parsed.error.detail);
  const remote = remoteAudio(parsed.value, CODECS, 'ours', { encryption, mayNameKeys });
  if (!remote.ok) return remote.error.kind;
  return `${remote.value.crypto.length > 0 ? 'srtp' : 'rtp'} ${String(remote.value.endpoints?.rtpPort)}`;
}

/** Columns: off, if-offered, required. */
test.each([
  ['plain', ['m=audio 1 RTP/AVP 0'], ['rtp 1', 'rtp 1', 'not-encrypted']],
  ['encrypted', ['m=audio 1 RTP/SAVP 0', GOOD], ['encryption-demanded', 'srtp 1', 'srtp 1']],
  ['encrypted with feedback', ['m=audio 1 RTP/SAVPF 0', GOOD], ['encryption-demanded', 'srtp 1', 'srtp 1']],
  ['encrypted if we like (RFC 8643)', ['m=audio 1 RTP/AVP 0', GOOD], ['rtp 1', 'srtp 1', 'srtp 1']],
  [
    'encrypted in a way nobody here knows',
    ['m=audio 1 RTP/SAVP 0', UNKNOWN],
    ['encryption-demanded', 'encryption-demanded', 'encryption-demanded'],
  ],
  ['if we like, unknown', ['m=audio 1 RTP/AVP 0', UNKNOWN], ['rtp 1', 'rtp 1', 'not-encrypted']],
  ['malformed', ['m=audio 1 RTP/SAVP 0', MALFORMED], ['encryption-demanded', 'bad-sdp', 'bad-sdp']],
  ['if we like, malformed', ['m=audio 1 RTP/AVP 0', MALFORMED], ['rtp 1', 'bad-sdp', 'bad-sdp']],
  [
    'encrypted without a key',
    ['m=audio 1 RTP/SAVP 0'],
    ['encryption-demanded', 'encryption-demanded', 'encryption-demanded'],
  ],
  ['both, plain first', ['m=audio 1 RTP/AVP 0', 'm=audio 3 RTP/SAVP 0', GOOD], ['rtp 1', 'srtp 3', 'srtp 3']],
  [
    'both, encrypted first',
    ['m=audio 1 RTP/SAVP 0', GOOD, 'm=audio 3 RTP/AVP 0'],
    ['rtp 3', 'srtp 1', 'srtp 1'],
  ],
  [
    'encrypted, and switched off',
    ['m=audio 0 RTP/SAVP 0', GOOD, 'm=audio 3 RTP/AVP 0'],
    ['rtp 3', 'rtp 3', 'not-encrypted'],
  ],
] as const)('an offer that is %s', (_what, lines, outcomes) => {
  expect(ENCRYPTIONS.map((encryption) => becomes(lines, encryption))).toEqual(outcomes);
});

test('where signalling can be read on the way, keys are neither used nor is plain taken for encrypted', () => {
  const outcomes = (lines: readonly string[]) => ENCRYPTIONS.map((one) => becomes(lines, one, false));
  expect(outcomes(['m=audio 1 RTP/SAVP 0', GOOD])).toEqual(Array(3).fill('encryption-demanded'));
  expect(outcomes(['m=audio 1 RTP/AVP 0', GOOD])).toEqual(['rtp 1', 'rtp 1', 'not-encrypted']);
});
