import { describe, expect, test } from 'vitest';
import {
  agree,
  answerSdp,
  mirrored,
  parseSdp,
  receives,
  type SessionDescription,
} from '../../../src-main/practice/sdp';

const offer = (session: string[], media: string[]) =>
  ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', ...session, 't=0 0', ...media, ''].join('\r\n');

function parsed(text: string): SessionDescription {
  const result = parseSdp(text);
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
}

const C = 'c=IN IP4 127.0.0.1';
const AUDIO = 'm=audio 4000 RTP/AVP 0 8';

describe('direction and address', () => {
  test('the stream’s own word goes before the session’s', () => {
    const { audio } = parsed(
      offer([C, 'a=sendrecv'], [AUDIO, 'c=IN IP4 127.0.0.2', 'a=sendonly', 'a=rtcp:4777']),
    );
    expect(audio).toMatchObject({
      direction: 'sendonly',
      rtp: { host: '127.0.0.2', port: 4000 },
      rtcp: { port: 4777 },
    });
    expect(parsed(offer([C, 'a=inactive'], [AUDIO])).audio).toMatchObject({
      direction: 'inactive',
      rtcp: { port: 4001 },
    });
  });

  test.each([
    ['sendrecv', true, 'sendrecv'],
    ['sendonly', false, 'recvonly'],
    ['recvonly', true, 'sendonly'],
    ['inactive', false, 'inactive'],
  ] as const)('%s takes sound: %s; it is answered %s', (direction, takes, answer) => {
    expect([receives(direction), mirrored(direction)]).toEqual([takes, answer]);
  });

  test('0.0.0.0 wants nothing, whatever it says', () => {
    const held = (direction: string) =>
      parsed(offer(['c=IN IP4 0.0.0.0'], [AUDIO, `a=${direction}`])).audio.direction;
    expect([held('sendrecv'), held('sendonly'), held('recvonly')]).toEqual([
      'sendonly',
      'sendonly',
      'inactive',
    ]);
  });
});

describe('codecs', () => {
  test('the first G.711 of the offer, under whatever number, and events at 8,000 Hz only', () => {
    const media = [
      'm=audio 4000 RTP/AVPF 111 97 0 110 126',
      'a=rtpmap:111 opus/48000/2',
      'a=rtpmap:97 PCMA/8000/1',
    ];
    const events = ['a=rtpmap:110 telephone-event/48000', 'a=rtpmap:126 telephone-event/8000'];
    const description = parsed(offer([C], [...media, ...events]));
    const agreed = agree(description.audio);
    expect(agreed).toEqual({ ok: true, value: { codec: 'PCMA', payloadType: 97, eventPayloadType: 126 } });
    if (!agreed.ok) return;
    const answer = answerSdp(
      { sessionId: 1, version: 2, host: '127.0.0.1', rtpPort: 6000 },
      description,
      agreed.value,
    );
    expect(answer).toContain(
      'm=audio 6000 RTP/AVPF 97 126\r\na=rtpmap:97 PCMA/8000\r\na=rtpmap:126 telephone-event/8000',
    );
  });
});

test.each([
  ['nothing', '', 'broken-sdp'],
  ['no audio', offer([C], ['m=video 4000 RTP/AVP 96']), 'no-usable-audio'],
  ['port 0', offer([C], ['m=audio 0 RTP/AVP 8']), 'no-usable-audio'],
  ['SRTP', offer([C], ['m=audio 4000 RTP/SAVP 8']), 'no-usable-audio'],
  ['no address', offer([], [AUDIO]), 'no-usable-audio'],
])('%s is refused', (_, text, kind) => {
  expect(parseSdp(text)).toEqual({ ok: false, error: { kind } });
});
