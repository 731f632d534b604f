import { describe, expect, test } from 'vitest';
import { CODECS } from '../../../src-main/phone/account/line';
import { hasCommonCodec } from '../../../src-main/sip/sdp/common-codec';
import { answerDirection, directionOf, isHolding } from '../../../src-main/sip/sdp/direction';

const sdp = (audio: string, session = 'c=IN IP4 192.0.2.1'): string =>
  `v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n${session}\r\nt=0 0\r\n${audio}\r\n`;

describe('direction (RFC 3264)', () => {
  test.each([
    ['m=audio 1 RTP/AVP 0', 'sendrecv'],
    ['m=audio 1 RTP/AVP 0\r\na=sendonly', 'sendonly'],
    ['m=audio 1 RTP/AVP 0\r\na=inactive', 'inactive'],
    ['m=audio 1 RTP/AVP 0\r\nc=IN IP4 0.0.0.0', 'sendonly'],
    ['m=audio 1 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\na=recvonly', 'inactive'],
    ['m=video 1 RTP/AVP 96\r\na=inactive\r\nm=audio 1 RTP/AVP 0', 'sendrecv'],
  ])('%j is %s', (audio, direction) => {
    expect(directionOf(sdp(audio))).toBe(direction);
  });

  test('the session level counts where the stream says nothing', () => {
    expect(directionOf(sdp('m=audio 1 RTP/AVP 0', 'c=IN IP4 0.0.0.0\r\na=sendrecv'))).toBe('sendonly');
    expect(directionOf(sdp('m=audio 1 RTP/AVP 0', 'a=inactive'))).toBe('inactive');
  });

  test('who holds, and what we answer', () => {
    expect([
      isHolding('sendonly'),
      isHolding('inactive'),
      isHolding('recvonly'),
      isHolding('sendrecv'),
    ]).toEqual([true, true, false, false]);
    const answers = (['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const).map((offered) => [
      answerDirection(offered, false),
      answerDirection(offered, true),
    ]);
    expect(answers).toEqual([
      ['sendrecv', 'sendonly'],
      ['recvonly', 'inactive'],
      ['sendonly', 'sendonly'],
      ['inactive', 'inactive'],
    ]);
  });
});

test.each([
  ['m=audio 1 RTP/AVP 0 101', true],
  ['m=audio 1 RTP/AVP 18', false],
  ['m=audio 1 RTP/AVP 96\r\na=rtpmap:96 OPUS/48000/2', true],
  ['m=audio 1 RTP/AVP 96', false],
  ['m=audio 0 RTP/AVP 0', false],
  ['m=video 1 RTP/AVP 0', false],
  ['m=audio 1/2 UDP/TLS/RTP/SAVPF 111 9\r\na=rtpmap:9 G722/8000', true],
])('%j: a codec in common %s', (audio, common) => {
  expect(hasCommonCodec(sdp(audio), CODECS)).toBe(common);
});
