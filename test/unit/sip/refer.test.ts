import { describe, expect, test } from 'vitest';
import { parseReferredBy, parseReferTo, writeReferTo } from '../../../src-main/sip/refer/refer-to';
import { parseReplaces, writeReplaces } from '../../../src-main/sip/refer/replaces';
import { statusOfSipfrag, writeSipfrag } from '../../../src-main/sip/refer/sipfrag';
import { eventOf, subscriptionStateOf } from '../../../src-main/sip/event/event-header';

const DOMAIN = 'example.test';

function read(...values: string[]) {
  const parsed = parseReferTo(values, DOMAIN);
  if (!parsed.ok) return parsed.error.kind;
  const { target, party, replaces } = parsed.value;
  return { called: target.toString(), shown: party.number, name: party.name, replaces };
}

describe('Refer-To (RFC 3515 §2.1)', () => {
  test.each([
    ['<sip:carol@example.test>', 'sip:carol@example.test'],
    ['sip:carol@example.test;method=INVITE', 'sip:carol@example.test'],
    ['<sips:carol@example.test:5062;transport=tcp>', 'sips:carol@example.test:5062'],
    ['"Doe, \\"J\\" <x>" <sip:carol@example.test>', 'sip:carol@example.test'],
    ['<tel:+49-30-123;phone-context=x>', 'sip:+4930123@example.test;user=phone'],
    ['<sip:**701@10.0.0.1;gr=x?Subject=hi>', 'sip:**701@10.0.0.1;gr=x'],
    ['<sip:carol@[2001:db8::1]:5070>', 'sip:carol@[2001:db8::1]:5070'],
  ])('%s', (value, called) => {
    expect(read(value)).toMatchObject({ called, replaces: null });
  });

  test.each([
    'abc%40host%3Bto-tag%3D7%3Bfrom-tag%3D8',
    // Call-IDs are written raw by some.
    'abc@host%3Bto-tag%3D7%3Bfrom-tag%3D8',
    'abc%40host;from-tag=8;to-tag=7',
  ])('Replaces=%s', (written) => {
    const expected = { callId: 'abc@host', toTag: '7', fromTag: '8', earlyOnly: false };
    expect(read(`<sip:carol@example.test?X=y&Replaces=${written}>`)).toMatchObject({
      called: 'sip:carol@example.test',
      replaces: expected,
    });
  });

  test.each([
    [[], 'malformed'],
    [['<sip:a@b>', '<sip:c@d>'], 'malformed'],
    [['<sip:a@b>, <sip:c@d>'], 'malformed'],
    [['<sip:a b@c>'], 'malformed'],
    [['<sip:a@b?Replaces=%ff>'], 'malformed'],
    [['<sip:a@b?Replaces=x%3Bto-tag%3D1%0D%0AEvil%3A>'], 'malformed'],
    [['<mailto:a@b>'], 'unsupported'],
    [['<javascript:alert(1)>'], 'unsupported'],
    [['carol'], 'unsupported'],
    [['<sip:a@b;method=SUBSCRIBE>'], 'unsupported'],
  ])('%j is %s', (values, kind) => {
    expect(read(...values)).toBe(kind);
  });

  test('what we write is read back', () => {
    const parsed = parseReferTo(['<sip:carol@example.test>'], DOMAIN);
    if (!parsed.ok) throw new Error('not read');
    const replaces = {
      callId: 'ab@c',
      toTag: 't=1',
      fromTag: "f'2",
      earlyOnly: true,
    };
    expect(read(writeReferTo(parsed.value.target, replaces))).toMatchObject({ replaces });
  });

  test('Referred-By (RFC 3892 §3)', () => {
    const read = (value?: string) => parseReferredBy(value, DOMAIN)?.uri.toString();
    expect(read('"Bob" <sip:bob@example.test>;cid="1@x"')).toBe('sip:bob@example.test');
    expect(read('sip:bob@example.test;cid=1')).toBe('sip:bob@example.test');
    expect(read('<sip:b ob@example.test>')).toBeUndefined();
    expect(read(undefined)).toBeUndefined();
  });
});

describe('Replaces (RFC 3891 §6.1)', () => {
  test.each([
    ['a@b;to-tag=1;from-tag=2', { callId: 'a@b', toTag: '1', fromTag: '2', earlyOnly: false }],
    ['a ; From-Tag=2 ; to-tag=1 ;early-only', { callId: 'a', toTag: '1', fromTag: '2', earlyOnly: true }],
    ['a;to-tag=1', null],
    ['a;from-tag=1', null],
    [';to-tag=1;from-tag=2', null],
    ['a b;to-tag=1;from-tag=2', null],
    ['a;to-tag=1;from-tag=2\r\nX: y', null],
  ])('%j', (value, expected) => {
    expect(parseReplaces(value)).toEqual(expected);
    if (expected) expect(parseReplaces(writeReplaces(expected))).toEqual(expected);
  });
});

describe('message/sipfrag (RFC 3515 §2.4.5)', () => {
  test.each([
    ['SIP/2.0 100 Trying\r\n', 100],
    ['SIP/2.0 200', 200],
    ['\r\nsip/2.0  486 Busy', 486],
    ['HTTP/1.1 200 OK', null],
    ['SIP/2.0 999 x', null],
    ['', null],
  ])('%j', (body, status) => {
    expect(statusOfSipfrag(body)).toBe(status);
  });

  test('a phrase cannot end its line', () => {
    expect(writeSipfrag({ status: 500, phrase: 'No\r\nSIP/2.0 200 OK é' })).toBe(
      'SIP/2.0 500 No SIP/2.0 200 OK  \r\n',
    );
  });
});

describe('Event and Subscription-State (RFC 6665 §8.2)', () => {
  test.each([
    ['refer;id=93809824', { name: 'refer', id: '93809824' }],
    [' Message-Summary ; x=y', { name: 'message-summary', id: null }],
    ['', null],
    ['a b', null],
    [undefined, null],
  ])('%j', (value, expected) => {
    expect(eventOf(value)).toEqual(expected);
  });

  test.each([
    ['active;expires=60', { state: 'active', reason: '', expiresS: 60, retryAfterS: null }],
    ['Pending', { state: 'pending', reason: '', expiresS: null, retryAfterS: null }],
    [
      'terminated;reason=Probation;retry-after=30',
      { state: 'terminated', reason: 'probation', expiresS: null, retryAfterS: 30 },
    ],
    ['waiting;expires=x', { state: 'active', reason: '', expiresS: null, retryAfterS: null }],
    ['', null],
  ])('%j', (value, expected) => {
    expect(subscriptionStateOf(value)).toEqual(expected);
  });
});
