import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src-main/base/random';
import { inspect } from '../../../src-main/sip/guard/inspect';
import { LIMITS } from '../../../src-main/sip/guard/limits';
import { tidyNameAddr } from '../../../src-main/sip/guard/name-addr';
import { refusal } from '../../../src-main/sip/guard/refusal';
import { repair, withoutOurBranch } from '../../../src-main/sip/guard/repair';
import { header, headers, textOf, type SipMessage } from '../../../src-main/sip/message/message';

const INVITE = [
  'INVITE sip:alice@example.test SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKx;rport',
  'From: "Bob" <sip:bob@example.test>;tag=b',
  'To: <sip:alice@example.test>',
  'Call-ID: c',
  'CSeq: 1 INVITE',
  'Contact: <sip:bob@192.0.2.1>',
].join('\r\n');

const bytes = (text: string): Uint8Array => Buffer.from(text);
/** `passed`, the status and reason it is answered with, or why it is met with silence. */
const fateOf = (text: string | Uint8Array): string => {
  const verdict = inspect(typeof text === 'string' ? bytes(text) : text);
  if (verdict.kind === 'sound') return 'passed';
  return verdict.kind === 'dropped'
    ? `silence: ${verdict.why}`
    : `${String(verdict.flaw.status)} ${verdict.flaw.reason}`;
};
const passed = (text: string): SipMessage => {
  const verdict = inspect(bytes(text));
  if (verdict.kind !== 'sound') throw new Error(fateOf(text));
  return verdict.message;
};
const repaired = (text: string): SipMessage =>
  repair(passed(text), {
    source: { address: '198.51.100.7', port: 4_444 },
    ownUri: 'sip:alice@example.test',
  });

describe('inspect', () => {
  test('a sound message passes', () => {
    expect(fateOf(`${INVITE}\r\n\r\n`)).toBe('passed');
    expect(fateOf(`\r\n\r\n${INVITE}\r\n\r\n`)).toBe('passed');
    expect(fateOf(`${INVITE.replace('SIP/2.0', 'sip/2.0')}\r\n\r\n`)).toBe('passed');
    // Without the empty line at the end, but with nothing cut off.
    expect(fateOf(`${INVITE}\r\n`)).toBe('passed');
  });

  test.each([
    ['another version', INVITE.replace('SIP/2.0', 'SIP/3.0'), '505 Version Not Supported'],
    ['two blanks', INVITE.replace(' sip:', '  sip:'), '400 Bad Request-Line'],
    ['no Call-ID', INVITE.replace(/Call-ID:.*\r\n/, ''), '400 No call-id'],
    ['an empty From', INVITE.replace(/From:.*\r\n/, 'From:\r\n'), '400 No from'],
    ['two Call-IDs', `${INVITE}\r\ni: d`, '400 Several call-id'],
    ['the same Call-ID twice', `${INVITE}\r\ni: c`, 'passed'],
    ['CSeq beyond 2^31', INVITE.replace('CSeq: 1', 'CSeq: 2147483648'), '400 Bad CSeq'],
    ['a negative CSeq', INVITE.replace('CSeq: 1', 'CSeq: -1'), '400 Bad CSeq'],
    ['CSeq of another method', INVITE.replace('1 INVITE', '1 BYE'), '400 CSeq of Another Method'],
    ['an unknown method', INVITE.replaceAll('INVITE', 'DANCE'), '501 Not Implemented'],
    ['Content-Length past the end', `${INVITE}\r\nl: 9`, '400 Content-Length Beyond the End'],
    ['Content-Length that is no number', `${INVITE}\r\nl: -1`, '400 Bad Content-Length'],
    ['Max-Forwards beyond a byte', `${INVITE}\r\nMax-Forwards: 256`, '400 Bad Max-Forwards'],
    ['a header without a colon', `${INVITE}\r\nnonsense`, '400 Malformed Header Line'],
    ['a bare line feed in a header', `${INVITE}\r\nX: y\nVia: z`, '400 Malformed Header Line'],
    ['too many headers', INVITE + '\r\nX: y'.repeat(LIMITS.headers), '513 Message Too Large'],
    ['a line too long', `${INVITE}\r\nX: ${'y'.repeat(LIMITS.line)}`, '513 Message Too Large'],
    ['folded too long', `${INVITE}\r\nX: y${`\r\n ${'y'.repeat(2_000)}`.repeat(3)}`, '513 Message Too Large'],
    [
      'a branch that is only the cookie',
      INVITE.replace('z9hG4bKx', 'z9hG4bK'),
      '400 No Transaction Identifier',
    ],
    ['an unknown scheme', INVITE.replace(' sip:alice', ' xyz:alice'), '416 Unsupported URI Scheme'],
    ['a number as Request-URI', INVITE.replace(' sip:alice@example.test', ' tel:+4930123'), 'passed'],
    ['headers in the Request-URI', INVITE.replace(' SIP/2', '?Route=x SIP/2'), '400 Headers in Request-URI'],
    ['half an escape', INVITE.replace('sip:bob@e', 'sip:b%zz@e'), '400 Bad Escape in URI'],
    ['a quote that never ends', INVITE.replace('"Bob"', '"Bob'), '400 Unbalanced Quotes'],
    ['a < in quotes', INVITE.replace('"Bob"', '"<\\"B"'), 'passed'],
    ['an extension', `${INVITE}\r\nRequire: telepathy`, '420 Bad Extension'],
    ['a proxy extension', `${INVITE}\r\nProxy-Require: telepathy`, 'passed'],
    ['UPDATE outside a dialog', INVITE.replaceAll('INVITE', 'UPDATE'), '481 Call/Transaction Does Not Exist'],
    ['nothing we can make', `${INVITE}\r\nAccept: text/plain`, '406 Not Acceptable'],
    ['anything', `${INVITE}\r\nAccept: */*;q=0.1`, 'passed'],
  ])('%s', (_what, text, fate) => {
    expect(fateOf(`${text}\r\n\r\n`)).toBe(fate);
  });

  test.each([
    ['another type', 'Content-Type: text/plain', '415 Unsupported Media Type'],
    ['SDP', 'Content-Type: application/sdp', 'passed'],
    ['several parts', 'Content-Type: multipart/mixed;boundary=x', 'passed'],
    [
      'a packed body',
      'Content-Type: application/sdp\r\nContent-Encoding: gzip',
      '415 Unsupported Media Type',
    ],
  ])('a body: %s', (_what, field, fate) => {
    expect(fateOf(`${INVITE}\r\n${field}\r\n\r\nv=0`)).toBe(fate);
  });

  test.each([
    ['without a Via nobody knows where to', INVITE.replace(/Via:.*\r\n/, '')],
    ['an ACK is never answered', INVITE.replaceAll('INVITE', 'ACK').replace('1 ACK', 'x ACK')],
    ['nor one that cannot be read', INVITE.replace('INVITE ', 'ACK  ')],
    ['nor a response', INVITE.replace(/^.*/, 'SIP/2.0 700 Whatever')],
    ['a response without From', INVITE.replace(/^.*/, 'SIP/2.0 200 OK').replace(/From:.*\r\n/, '')],
    ['too many bytes', `${INVITE}\r\nX: y\r\n\r\n${'y'.repeat(LIMITS.datagram)}`],
    ['not even text', '\u0001\u0002'.repeat(100)],
    ['nothing', ''],
  ])('silence: %s', (_what, text) => {
    expect(fateOf(`${text}\r\n\r\n`)).toMatch(/^silence/);
  });

  test('what is no message at all', () => {
    expect(fateOf('')).toBe('silence: no end of headers');
    expect(fateOf(Uint8Array.from({ length: 500 }, (_, index) => index % 256))).toMatch(/^silence/);
  });

  test('names in Latin-1 are read as such', () => {
    const text = `${INVITE.replace('Bob', 'J\u00fcrgen')}\r\n\r\n`;
    const verdict = inspect(Buffer.from(text, 'latin1'));
    expect(verdict.kind === 'sound' && header(verdict.message, 'from')).toContain('J\u00fcrgen');
  });

  test('bytes after the Content-Length are none of the message', () => {
    expect(passed(`${INVITE}\r\nContent-Length: 2\r\n\r\nhi there`).body).toBe('hi');
  });

  test('mutated messages never throw', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 3_000; round++) {
      const mutated = Buffer.from(`${INVITE}\r\nContent-Length: 2\r\n\r\nhi`);
      const [count = 0] = random.bytes(1);
      for (let change = 0; change < (count % 8) + 1; change++) {
        const [high = 0, low = 0, value = 0] = random.bytes(3);
        mutated[(high * 256 + low) % mutated.length] = value;
      }
      const verdict = inspect(mutated);
      if (verdict.kind === 'sound')
        repair(verdict.message, { source: { address: '::1', port: 1 }, ownUri: 'sip:a@b' });
    }
  });

  test('64 kB of lines without a colon cost nothing', () => {
    const started = performance.now();
    const text = `${INVITE}\r\n${'aaa\r\n'.repeat(13_000)}\r\n`;
    expect(inspect(bytes(text), LIMITS.streamMessage).kind).not.toBe('sound');
    expect(performance.now() - started).toBeLessThan(100);
  });
});

describe('repair', () => {
  test('compact names and folded lines', () => {
    const message = passed(
      INVITE.replace('Via', 'v').replace('From: "Bob"', 'f: "Bob\r\n\tBuilder"').replace('Call-ID', 'i') +
        '\r\n\r\n',
    );
    expect(header(message, 'via')).toContain('192.0.2.1');
    expect(header(message, 'from')).toBe('"Bob Builder" <sip:bob@example.test>;tag=b');
    expect(header(message, 'call-id')).toBe('c');
  });

  test('where it came from (RFC 3261 §18.2.1, RFC 3581)', () => {
    const via = header(repaired(`${INVITE}\r\n\r\n`), 'via');
    expect(via).toBe('SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKx;received=198.51.100.7;rport=4444');
  });

  test('Vias in one line are taken apart', () => {
    const text = INVITE.replace(';rport', ';rport, SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKy');
    expect(headers(repaired(`${text}\r\n\r\n`), 'via')).toHaveLength(2);
  });

  test.each([
    ['a bare UTF-8 name', 'Jürgen <sip:j@x.test>;tag=1', '"Jürgen" <sip:j@x.test>;tag=1'],
    ['a name with a comma inside quotes', '"A, B" <sip:j@x.test>', '"A, B" <sip:j@x.test>'],
    ['tel', '<tel:+4930123;phone-context=x>;tag=1', '<sip:+4930123@tel.invalid;user=phone>;tag=1'],
    ['tel without brackets', 'tel:+4930123;tag=1', '<sip:+4930123@tel.invalid;user=phone>;tag=1'],
    ['a raw #', '<sip:*21#@x.test>', '<sip:*21%23@x.test>'],
    ['blanks in a number', '<sip:+49 30 1@x.test>', '<sip:+49%2030%201@x.test>'],
    ['letters beyond ASCII', '<sip:j\u00fcrgen@x.test>', '<sip:j%C3%BCrgen@x.test>'],
    ['a lone %', '<sip:100%@x.test>', '<sip:100%25@x.test>'],
    ['a web address', '<http://x.test/a>;tag=1', '<sip:http%3A%2F%2Fx.test%2Fa@uri.invalid>;tag=1'],
    ['three colons (RFC 5118 \u00a74.10)', '<sip:a@[2001:db8:::1.2.3.4]>', '<sip:a@[2001:db8::1.2.3.4]>'],
    ['no brackets', 'sip:j@x.test;tag=1', '<sip:j@x.test>;tag=1'],
    ['a < inside quotes', '"<" <sip:j@x.test>', '"<" <sip:j@x.test>'],
    [
      'an anonymous caller',
      '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1',
      '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1',
    ],
  ])('%s', (_what, given, wanted) => {
    expect(tidyNameAddr(given)).toBe(wanted);
  });

  test('tidying never throws and is finished after one go', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const once = tidyNameAddr(text);
        expect(typeof tidyNameAddr(once)).toBe('string');
      }),
    );
  });

  test('ringing without Contact or tag gets both, a body its type', () => {
    const ringing = INVITE.replace(/^.*/, 'SIP/2.0 180 Ringing').replace(/\r\nContact:.*/, '');
    const message = repaired(`${ringing}\r\n\r\nv=0\r\n`);
    expect(header(message, 'contact')).toBe('<sip:alice@example.test>');
    expect(header(message, 'to')).toBe('<sip:alice@example.test>;tag=none');
    expect(header(message, 'content-type')).toBe('application/sdp');
  });

  test('of several parts the description is kept', () => {
    const parts = [
      '--x',
      'Content-Type: text/plain',
      '',
      'not this',
      '--x',
      'c: application/sdp',
      '',
      'v=0',
      'o=- 1 1 IN IP4 192.0.2.1',
      '--x--',
      '--x',
      'Content-Type: application/sdp',
      '',
      'nor this',
    ];
    const body = parts.join('\r\n');
    const message = repaired(`${INVITE}\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n${body}`);
    expect(header(message, 'content-type')).toBe('application/sdp');
    expect(message.body).toBe('v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n');
  });

  test('several parts without a description stay as they are', () => {
    const body = '--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n--x--';
    const message = repaired(`${INVITE}\r\nContent-Type: multipart/mixed;boundary=x\r\n\r\n${body}`);
    expect(message.body).toBe(body);
  });

  test('blanks around what separates in a Via', () => {
    const text = INVITE.replace(
      'SIP/2.0/UDP 192.0.2.1:5062;branch',
      'SIP / 2.0 / UDP  192.0.2.1 : 5062 ; branch',
    );
    expect(header(repaired(`${text}\r\n\r\n`), 'via')).toContain(';branch=z9hG4bKx;received=');
  });

  test('an RFC 2543 caller gets a branch, a tag and a Contact', () => {
    const text = INVITE.replace(';branch=z9hG4bKx;rport', '')
      .replace(';tag=b', '')
      .replace(/\r\nContact:.*/, '');
    const invite = repaired(`${text}\r\n\r\n`);
    expect(header(invite, 'via')).toMatch(/;branch=z9hG4bK\.2543\.[0-9a-f]{20};/);
    expect(header(invite, 'from')).toBe('"Bob" <sip:bob@example.test>;tag=none');
    expect(header(invite, 'contact')).toBe('<sip:bob@example.test>');
    const branchOf = (method: string): string | undefined =>
      header(repaired(`${text.replaceAll('INVITE', method)}\r\n\r\n`), 'via');
    expect(branchOf('CANCEL')).toBe(header(invite, 'via'));
    expect(branchOf('ACK')).not.toBe(header(invite, 'via'));
    expect(header(withoutOurBranch(invite), 'via')).not.toContain('branch');
  });

  test('a trunk number in the Request-URI is us', () => {
    const message = repaired(
      `${INVITE.replace('sip:alice@example.test SIP', 'sips:+49301234@trunk.test SIP')}\r\n\r\n`,
    );
    expect(message.start).toBe('INVITE sip:alice@example.test SIP/2.0');
  });

  test('the length is counted in bytes', () => {
    expect(textOf({ start: 'A', headers: [], body: 'ü' })).toBe('A\r\nContent-Length: 2\r\n\r\nü');
  });
});

describe('refusal', () => {
  const refused = (text: string): SipMessage => {
    const verdict = inspect(bytes(`${text}\r\n\r\n`));
    if (verdict.kind !== 'refused') throw new Error(verdict.kind);
    return refusal(verdict.message, verdict.flaw, { address: '198.51.100.7', port: 4_444 });
  };
  const EXTENDED = `${INVITE}\r\nRequire: a, b`;

  test('echoes what RFC 3261 §8.2.6.2 asks for, and says where the request came from', () => {
    const answer = refused(EXTENDED.replace(';rport', ';rport, SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKy'));
    expect(answer.start).toBe('SIP/2.0 420 Bad Extension');
    expect(headers(answer, 'via')).toEqual([
      'SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKx;received=198.51.100.7;rport=4444',
      'SIP/2.0/TCP 192.0.2.9;branch=z9hG4bKy',
    ]);
    expect(header(answer, 'from')).toBe('"Bob" <sip:bob@example.test>;tag=b');
    expect(header(answer, 'call-id')).toBe('c');
    expect(header(answer, 'cseq')).toBe('1 INVITE');
    expect(header(answer, 'unsupported')).toBe('a, b');
  });

  test('a repetition gets the same tag, another request another (RFC 3261 §8.2.7)', () => {
    const tagged = header(refused(EXTENDED), 'to');
    expect(tagged).toMatch(/^<sip:alice@example\.test>;tag=[0-9a-f]{16}$/);
    expect(header(refused(EXTENDED), 'to')).toBe(tagged);
    expect(header(refused(EXTENDED.replace('CSeq: 1', 'CSeq: 2')), 'to')).not.toBe(tagged);
  });

  test('a tag that is there stays', () => {
    expect(header(refused(EXTENDED.replace('.test>\r\nCall', '.test>;tag=t\r\nCall')), 'to')).toBe(
      '<sip:alice@example.test>;tag=t',
    );
  });
});
