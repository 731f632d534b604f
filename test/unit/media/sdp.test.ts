import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { offeredFormats, remoteAudio } from '../../../src-main/media/sdp/negotiate';
import { parseSdp } from '../../../src-main/media/sdp/parse';
import { writeSdp } from '../../../src-main/media/sdp/write';
import { reofferedFormats } from '../../../src-main/media/gateway/formats';
import { CODECS } from '../../../src-main/phone/account/line';

const WISH = { encryption: 'off', mayNameKeys: false } as const;
const offer = (lines: readonly string[]): string =>
  ['v=0', 'o=x 1 1 IN IP4 192.0.2.1', 's=-', 't=0 0', ...lines].join('\r\n');

function audio(
  lines: readonly string[],
  order: 'ours' | 'theirs' = 'ours',
  allowed = CODECS as readonly (typeof CODECS)[number][],
) {
  const parsed = parseSdp(offer(lines));
  if (!parsed.ok) throw new Error(parsed.error.detail);
  return remoteAudio(parsed.value, allowed, order, WISH);
}

describe('reading', () => {
  test('what PBXs send: bare line feeds, session-level c= and direction, static types without rtpmap', () => {
    const parsed = parseSdp(
      'v=0\no=- 1 1 IN IP4 192.0.2.7\ns=-\nc=IN IP4 192.0.2.7/127\nt=0 0\na=sendonly\nm=audio 4000 RTP/AVP 8 0 101\na=rtpmap:101 telephone-event/8000\n\n',
    );
    expect(parsed.ok && parsed.value.sections[0]).toMatchObject({
      port: 4000,
      address: '192.0.2.7',
      direction: 'sendonly',
      maps: [{ name: 'PCMA' }, { name: 'PCMU' }, { name: 'telephone-event', payloadType: 101 }],
    });
  });

  test('a=rtcp names another port and address (RFC 3605)', () => {
    const remote = audio(['c=IN IP4 192.0.2.1', 'm=audio 4000 RTP/AVP 0', 'a=rtcp:4100 IN IP4 192.0.2.9']);
    expect(remote.ok && remote.value.endpoints).toEqual({
      address: '192.0.2.1',
      rtpPort: 4000,
      rtcpPort: 4100,
      rtcpAddress: '192.0.2.9',
    });
  });

  test('c=0.0.0.0 holds us (RFC 3264 §8.4)', () => {
    const held = audio(['c=IN IP4 0.0.0.0', 'm=audio 4000 RTP/AVP 0']);
    expect(held.ok && [held.value.endpoints, held.value.direction]).toEqual([null, 'sendonly']);
    const silent = audio(['c=IN IP4 0.0.0.0', 'm=audio 4000 RTP/AVP 0', 'a=inactive']);
    expect(silent.ok && silent.value.direction).toBe('inactive');
  });

  test.each([
    ['port 0', ['c=IN IP4 192.0.2.1', 'm=audio 0 RTP/AVP 0']],
    ['only video', ['c=IN IP4 192.0.2.1', 'm=video 4000 RTP/AVP 96', 'a=rtpmap:96 H264/90000']],
    ['only codecs we lack', ['c=IN IP4 192.0.2.1', 'm=audio 4000 RTP/AVP 18 3']],
    ['only comfort noise', ['c=IN IP4 192.0.2.1', 'm=audio 4000 RTP/AVP 13']],
  ])('%s: no common codec', (_what, lines) => {
    const remote = audio(lines);
    expect(remote.ok || remote.error.kind).toBe('no-common-codec');
  });

  test('the first usable audio section is taken', () => {
    const remote = audio([
      'c=IN IP4 192.0.2.1',
      'm=video 3000 RTP/AVP 96',
      'm=audio 0 RTP/AVP 0',
      'm=audio 4000 RTP/AVP 8',
    ]);
    expect(remote.ok && [remote.value.section, remote.value.formats.codecs]).toEqual([
      2,
      [{ codec: 'PCMA', payloadType: 8 }],
    ]);
  });

  test('our order for their offer, theirs for an answer', () => {
    const lines = ['c=IN IP4 192.0.2.1', 'm=audio 4000 RTP/AVP 0 8 9'];
    const ours = audio(lines, 'ours', ['G722', 'PCMA', 'PCMU']);
    const theirs = audio(lines, 'theirs', ['G722', 'PCMA', 'PCMU']);
    expect(ours.ok && ours.value.formats.codecs.map(({ codec }) => codec)).toEqual(['G722', 'PCMA', 'PCMU']);
    expect(theirs.ok && theirs.value.formats.codecs.map(({ codec }) => codec)).toEqual([
      'PCMU',
      'PCMA',
      'G722',
    ]);
  });

  test('telephone-event follows the clock of the codecs, else what there is', () => {
    const lines = [
      'c=IN IP4 192.0.2.1',
      'm=audio 4000 RTP/AVP 107 100 101',
      'a=rtpmap:107 opus/48000/2',
      'a=rtpmap:100 telephone-event/8000',
      'a=rtpmap:101 telephone-event/48000',
    ];
    const both = audio(lines);
    expect(both.ok && both.value.formats.telephoneEvents).toEqual([{ clockRate: 48_000, payloadType: 101 }]);
    const one = audio(lines.slice(0, 4));
    expect(one.ok && one.value.formats.telephoneEvents).toEqual([{ clockRate: 8000, payloadType: 100 }]);
  });

  test('any text is answered, none throws', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.constantFrom(
        'm=audio 4000 RTP/AVP 0',
        'm=audio',
        'm=audio 99999 RTP/AVP 0',
        'c=IN IP4',
        'c=IN IP6 ::1',
        'a=rtpmap:0',
        'a=rtpmap:999 x/1',
        'a=rtcp:0',
        'm=audio 1 RTP/SAVP 0',
        'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20|1:4',
        'a=crypto:',
        'a=inactive',
        '',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
        const parsed = parseSdp(lines.join(end));
        if (parsed.ok)
          remoteAudio(parsed.value, CODECS, 'ours', { encryption: 'if-offered', mayNameKeys: true });
      }),
      { seed: 7, numRuns: 300 },
    );
    expect(parseSdp('m=audio 1 RTP/AVP 0\n'.repeat(2000)).ok).toBe(false);
  });
});

describe('writing', () => {
  const local = {
    sessionId: 5,
    version: 2,
    address: '192.0.2.1',
    rtpPort: 4000,
    rtcpPort: 4001,
    direction: 'sendrecv',
    formats: offeredFormats(['opus', 'PCMU']),
    answering: null,
    protocol: 'RTP/AVP',
    crypto: [],
  } as const;

  test('an offer reads back as it was meant', () => {
    const text = writeSdp(local);
    expect(text).toContain('o=- 5 2 IN IP4 192.0.2.1\r\n');
    expect(text).toContain('m=audio 4000 RTP/AVP 107 0 101 102\r\n');
    expect(text).toContain('a=ptime:20\r\n');
    expect(text).not.toContain('CN/8000');
    const parsed = parseSdp(text);
    const remote = parsed.ok && remoteAudio(parsed.value, ['opus', 'PCMU'], 'theirs', WISH);
    expect(remote && remote.ok && remote.value.formats).toEqual(local.formats);
  });

  test('IPv6 addresses are named as such', () => {
    expect(writeSdp({ ...local, address: '2001:db8::1' })).toContain('c=IN IP6 2001:db8::1\r\n');
  });

  test('an answer repeats the sections in order and refuses all but one', () => {
    const parsed = parseSdp(
      offer(['c=IN IP4 192.0.2.1', 'm=video 3000 RTP/AVP 96', 'm=audio 4000 RTP/AVP 0']),
    );
    if (!parsed.ok) throw new Error('offer');
    const text = writeSdp({ ...local, answering: { sections: parsed.value.sections, chosen: 1 } });
    expect(text.match(/^m=.*/gm)).toEqual(['m=video 0 RTP/AVP 96', 'm=audio 4000 RTP/AVP 107 0 101 102']);
  });

  test('a further offer keeps the meaning of payload types (RFC 3264 §8.3.2)', () => {
    const before = { codecs: [{ codec: 'opus', payloadType: 101 }], telephoneEvents: [] } as const;
    const formats = reofferedFormats(['opus', 'PCMU'], before);
    expect(formats.codecs).toEqual([
      { codec: 'opus', payloadType: 101 },
      { codec: 'PCMU', payloadType: 0 },
    ]);
    const used = [...formats.codecs, ...formats.telephoneEvents].map(({ payloadType }) => payloadType);
    expect(new Set(used).size).toBe(used.length);
  });
});
