import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dtmfOfInfo } from '../../../src-main/sip/call/dtmf-info';
import {
  reasonHeaderFor,
  reasonOfBye,
  reasonOfCancel,
  reasonOfRefusal,
} from '../../../src-main/sip/call/end-reasons';
import { reasonsOf } from '../../../src-main/sip/call/reason';
import { clean, displayNameForWire, partyOf } from '../../../src-main/sip/call/party';
import { requestUri } from '../../../src-main/sip/call/target';
import { TEL_HOST } from '../../../src-main/sip/guard/name-addr';

const address = (user: string | undefined, host = 'example.test', displayName?: string) => ({
  displayName,
  uri: { scheme: 'sip', user, host, port: undefined },
});

describe('party', () => {
  test.each([
    [address('+4930123', 'x.test', 'Bob'), { uri: 'sip:+4930123@x.test', name: 'Bob', number: '+4930123' }],
    [address('bob'), { uri: 'sip:bob@example.test', name: null, number: 'bob@example.test' }],
    [address('+4930123', TEL_HOST), { uri: 'tel:+4930123', name: null, number: '+4930123' }],
    [address(undefined), { uri: 'sip:example.test', name: null, number: 'example.test' }],
    [address('%2321%23'), { uri: 'sip:%2321%23@example.test', name: null, number: '#21#' }],
    [address('%zz'), { uri: 'sip:%25zz@example.test', name: null, number: '%zz@example.test' }],
  ])('%j', (given, party) => {
    expect(partyOf(given)).toEqual(party);
  });

  test('nothing invisible and nothing that turns the text around survives', () => {
    const name = 'Po\u202Elice\u200B\u0007\r\n\u2066X\u{E0041}\uFEFF';
    expect(partyOf(address('1', 'x', name)).name).toBe('PoliceX');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(clean(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(() => partyOf(address(text, 'x', text))).not.toThrow();
        expect(displayNameForWire(text)).not.toMatch(/["\\\r\n]/);
      }),
    );
  });
});

test('a name cut in the middle of a character is still a name', () => {
  const long = '😀'.repeat(64);
  expect(partyOf(address(`a${long}`, 'x', `a${long}`)).name).toBe(`a${'😀'.repeat(63)}`);
});

describe('targets', () => {
  test.each([
    ['sip:bob@example.test', 'sip:bob@example.test'],
    ['sip:bob@10.0.0.1:5070;transport=tcp?Replaces=x', 'sip:bob@10.0.0.1:5070'],
    ['sip:bob@[::1]:5070', 'sip:bob@[::1]:5070'],
    ['sips:bob@example.test;maddr=evil', 'sips:bob@example.test'],
    ['tel:+49-30-123;phone-context=x', 'sip:+4930123@home.test;user=phone'],
    ['**1', 'sip:**1@home.test'],
    ['*21#', 'sip:*21%23@home.test'],
    ['sip:*21%23@x.test', 'sip:*21%23@x.test'],
    ['sip:example.test', 'sip:example.test'],
    ['bob', 'sip:bob@home.test'],
  ])('%s → %s', (target, wanted) => {
    const uri = requestUri(target, 'home.test');
    expect(uri.ok ? uri.value.toString() : uri.error.kind).toBe(wanted);
  });

  test.each(['', 'sip:', 'sip:@x', 'sip:a@b@c', 'sip:<a>@b c', 'sip:a@b:99999'])(
    '%j cannot be dialled',
    (target) => {
      expect(requestUri(target, 'home.test').ok).toBe(false);
    },
  );

  test('nothing typed gets a line break or a header into the message', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const uri = requestUri(text, 'home.test');
        if (uri.ok) expect(uri.value.toString()).toMatch(/^sip:[^\s<>"]+$/);
      }),
    );
  });
});

describe('end reasons', () => {
  test.each([
    [404, 'not-found'],
    [486, 'busy'],
    [600, 'busy'],
    [480, 'no-answer'],
    [487, 'no-answer'],
    [488, 'no-common-codec'],
    [603, 'declined'],
    [401, 'wrong-password'],
    [503, 'unreachable'],
    [402, 'rejected'],
    [500, 'rejected'],
  ])('%i is %s', (status, kind) => {
    expect(reasonOfRefusal(status, 'x').kind).toBe(kind);
  });

  test.each([
    [[], 'missed'],
    [['Q.850;cause=16'], 'missed'],
    [['SIP;cause=200;text="x"'], 'answered-elsewhere'],
    [['Q.850;cause=26', 'SIP ; cause=200'], 'answered-elsewhere'],
    [['SIP;cause=2000'], 'missed'],
  ])('CANCEL with %j is %s', (reasons, kind) => {
    expect(reasonOfCancel(reasons).kind).toBe(kind);
  });

  test.each([
    [503, ['Q.850;cause=1'], 'not-found'],
    [480, ['Q.850;cause=17;text="User busy"'], 'busy'],
    [503, ['Q.850;cause=18'], 'no-answer'],
    [500, ['Q.850;cause=19'], 'no-answer'],
    [480, ['Q.850;cause=20'], 'unreachable'],
    [503, ['q.850 ; cause = 21'], 'declined'],
    [480, ['Q.850;cause=27'], 'unreachable'],
    [500, ['Q.850;cause=34'], 'unreachable'],
    [500, ['Q.850;cause=38'], 'unreachable'],
    [503, ['Q.850;cause=88'], 'no-common-codec'],
    [500, ['Q.850;cause=102'], 'unreachable'],
    [480, ['SIP;cause=486'], 'busy'],
    [480, ['Q.850;cause=17, SIP;cause=603'], 'busy'],
    // Ordinary causes and unknown ones leave the answer as it was.
    [480, ['Q.850;cause=16'], 'no-answer'],
    [503, ['Q.850;cause=127'], 'unreachable'],
    [500, ['Q.850;cause=99'], 'rejected'],
    // An answer that is clear needs no gateway to explain it.
    [486, ['Q.850;cause=1'], 'busy'],
    [404, ['Q.850;cause=17'], 'not-found'],
  ])('%i with %j is %s', (status, reasons, kind) => {
    expect(reasonOfRefusal(status, 'x', reasons).kind).toBe(kind);
  });

  test.each([
    [[], 'hung-up'],
    [['Q.850;cause=16;text="Normal call clearing"'], 'hung-up'],
    [['Q.850;cause=31'], 'hung-up'],
    [['Q.850;cause=127'], 'hung-up'],
    [['FreeSWITCH;cause=502'], 'hung-up'],
    [['SIP;cause=200;text="Call completed elsewhere"'], 'hung-up'],
    [['SIP;cause=481'], 'hung-up'],
    [['Q.850;cause=17'], 'busy'],
    [['Q.850;cause=27'], 'unreachable'],
    [['Q.850;cause=38'], 'unreachable'],
    [['Q.850;cause=88'], 'no-common-codec'],
    [['Q.850;cause=102'], 'connection-lost'],
    [['SIP;cause=408;text="session timer"'], 'connection-lost'],
  ])('BYE with %j is %s', (reasons, kind) => {
    expect(reasonOfBye(reasons).kind).toBe(kind);
  });

  test.each([
    ['SIP;cause=', []],
    ['SIP;text="a;cause=486"', []],
    ['SIP;text="a, b";cause=486', [{ protocol: 'SIP', cause: 486 }]],
    ['"SIP;cause=200"', []],
    ['Q.850;cause=-1', []],
  ])('the header %s', (value, reasons) => {
    expect(reasonsOf([value])).toEqual(reasons);
  });

  test('our BYE says why when nobody hung up', () => {
    expect(reasonHeaderFor({ kind: 'hung-up', by: 'us' })).toEqual([]);
    expect(reasonHeaderFor({ kind: 'timeout' })[0]).toMatch(/^Reason: SIP;cause=408;text="[^"]+"$/);
    expect(reasonHeaderFor({ kind: 'no-common-codec', status: null })[0]).toContain('cause=488');
  });
});

test.each([
  ['application/dtmf-relay', 'Signal=5\r\nDuration=160', '5'],
  ['application/dtmf-relay', 'Signal= *', '*'],
  ['application/dtmf-relay; x=y', 'Duration=1\r\nsignal = 11', '#'],
  ['application/dtmf', ' 7 ', '7'],
  ['application/dtmf', 'hello', null],
  ['text/plain', '5', null],
])('INFO %s %j → %s', (type, body, digit) => {
  expect(dtmfOfInfo(type, body)).toBe(digit);
});
