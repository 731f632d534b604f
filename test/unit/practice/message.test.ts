import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src-main/base/random';
import { parseAddress, parseUri } from '../../../src-main/practice/address';
import { headerList, parseMessage, serialise } from '../../../src-main/practice/message';
import { parseVia, responseTarget, viaWithSource } from '../../../src-main/practice/via';

const COMPACT = [
  'INVITE sip:600@practice.invalid SIP/2.0',
  'v: SIP/2.0/UDP 127.0.0.1:5480;branch=z9hG4bK1;rport, SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK0',
  'f: "You, \\"there\\"" <sip:you@practice.invalid>;tag=a',
  't: <sip:600@practice.invalid>',
  'i: abc',
  'CSeq: 7 INVITE',
  'Subject: folded',
  '  over two lines',
  'l: 3',
  '',
  'v=0 and what lies behind',
].join('\r\n');

const parse = (text: string) => parseMessage(Buffer.from(text));

describe('message', () => {
  test('compact names, folded lines, comma lists and Content-Length (RFC 3261 §7.3)', () => {
    const result = parse(COMPACT);
    if (!result.ok || result.value.kind !== 'request') throw new Error('no request');
    const { value } = result;
    expect(value).toMatchObject({
      method: 'INVITE',
      callId: 'abc',
      cseq: { number: 7, method: 'INVITE' },
      body: 'v=0',
    });
    expect(value.from).toMatchObject({ display: 'You, "there"', uri: 'sip:you@practice.invalid' });
    expect(headerList(value, 'Via')).toHaveLength(2);
    expect(value.headers).toContainEqual({ name: 'subject', value: 'folded over two lines' });
  });

  test.each([
    ['nothing', ''],
    ['no end', 'INVITE sip:a SIP/2.0\r\n'],
    ['no start line', COMPACT.replace('SIP/2.0\r\n', 'SIP/9.0\r\n')],
    ['a body shorter than it says', COMPACT.replace('l: 3', 'l: 300')],
    ['a length that is no number', COMPACT.replace('l: 3', 'l: -3')],
    ['another method in CSeq', COMPACT.replace('7 INVITE', '7 BYE')],
    ['a huge CSeq', COMPACT.replace('7 INVITE', '4294967296 INVITE')],
    ['no Call-ID', COMPACT.replace('i: abc\r\n', '')],
    ['a line without a colon', COMPACT.replace('i: abc', 'i: abc\r\nwhat')],
    ['too many headers', COMPACT.replace('i: abc', `i: abc${'\r\nx: y'.repeat(201)}`)],
  ])('%s is not SIP', (_, text) => {
    expect(parse(text)).toMatchObject({ ok: false, error: { kind: 'not-sip' } });
  });

  test('no mutation throws', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 3000; round += 1) {
      const bytes = Buffer.from(COMPACT);
      for (const [index = 0] of [random.bytes(2), random.bytes(2), random.bytes(2)]) {
        bytes[(index * 7 + round) % bytes.length] = random.bytes(1)[0] ?? 0;
      }
      expect(() => parseMessage(bytes)).not.toThrow();
    }
  });

  test('a line break cannot get out in a header', () => {
    const headers = [{ name: 'X', value: 'a\r\nVia: evil' }];
    const text = Buffer.from(
      serialise({ kind: 'response', status: 200, reason: 'OK', headers, body: 'ü' }),
    ).toString();
    expect(text).toBe('SIP/2.0 200 OK\r\nX: a Via: evil\r\nContent-Length: 2\r\n\r\nü');
  });
});

describe('address', () => {
  test('parameters without brackets are the header’s (RFC 3261 §20.10)', () => {
    expect(parseAddress('sip:a@b;tag=x')).toMatchObject({ uri: 'sip:a@b' });
    expect(parseAddress('sip:a@b;tag=x')?.params.get('tag')).toBe('x');
    expect(parseAddress('<sip:a@b;transport=udp>;expires=5')?.uri).toBe('sip:a@b;transport=udp');
    expect(parseAddress('nonsense')).toBeUndefined();
  });

  test('URIs', () => {
    expect(parseUri('sip:6%30%30@Practice.Invalid:5070;user=phone?x=y')).toEqual({
      scheme: 'sip',
      user: '600',
      host: 'practice.invalid',
      port: 5070,
    });
    expect(parseUri('tel:+4930')).toMatchObject({ scheme: 'tel', user: '+4930' });
    expect(parseUri('http://x')).toBeUndefined();
  });
});

test('Via says where a request really came from (RFC 3581 §4)', () => {
  const source = { host: '127.0.0.1', port: 4000 };
  const via = parseVia('SIP/2.0/UDP phone.invalid:5060;rport;branch=z9hG4bK1');
  const old = parseVia('SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK1');
  if (!via || !old) throw new Error('no Via');
  expect(viaWithSource(via, source)).toBe(
    'SIP/2.0/UDP phone.invalid:5060;rport=4000;branch=z9hG4bK1;received=127.0.0.1',
  );
  expect(responseTarget(via, source)).toEqual(source);
  expect(responseTarget(old, source)).toEqual({ host: '127.0.0.1', port: 5070 });
});
