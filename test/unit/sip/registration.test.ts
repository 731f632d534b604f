import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src-main/base/random';
import { backOffMs, outboundBackOffMs } from '../../../src-main/sip/register/back-off';
import { askedExpiry, grantedExpiry, refreshDelayMs } from '../../../src-main/sip/register/expiry';
import { isWorthRetrying, registrationFailure, retryAfterS } from '../../../src-main/sip/register/failure';
import { connectFailure } from '../../../src-main/sip/transport/connect-failure';

const OWN = '192.0.2.5:40000';

describe('expiry', () => {
  test.each([
    [0, 60],
    [600, 600],
    [86_400, 3_600],
    [Number.NaN, 3_600],
  ])('configured %d asks for %d', (configured, asked) => {
    expect(askedExpiry(configured)).toBe(asked);
  });

  test.each([
    [['<sip:a@192.0.2.5:40000>;expires=300'], undefined, 300],
    [['<sip:a@192.0.2.9:1>;expires=10, <sip:a@192.0.2.5:40000>;q=1;expires=120'], '999', 120],
    [['<sip:a@somewhere.else>;expires=200'], undefined, 200],
    [[], '700', 700],
    [[], undefined, 600],
    [['<sip:a@192.0.2.5:40000>;expires=0'], undefined, 60],
    [['<sip:a@192.0.2.5:40000>;expires=-5'], undefined, 60],
    [['<sip:a@192.0.2.5:40000>;expires=40'], undefined, 40],
    [['<sip:a@192.0.2.5:40000>;expires=4294967295'], undefined, 3_600],
    [[], 'soon', 600],
  ])('%j with Expires %s grants %d', (contacts, expires, granted) => {
    expect(grantedExpiry(contacts, expires, OWN, 600)).toBe(granted);
  });

  test('the refresh comes at 80 to 90 %', () => {
    const random = seededRandom(3);
    for (let round = 0; round < 500; round++) {
      const share = refreshDelayMs(600, random) / 600_000;
      expect(share).toBeGreaterThanOrEqual(0.8);
      expect(share).toBeLessThanOrEqual(0.9);
    }
  });
});

test('back-off grows from 2 s to 5 min and is spread', () => {
  const random = seededRandom(4);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), (failures) => {
      const delayMs = backOffMs(failures, random);
      expect(delayMs).toBeGreaterThanOrEqual(2_000);
      expect(delayMs).toBeLessThanOrEqual(300_000);
    }),
  );
  expect(new Set(Array.from({ length: 20 }, () => backOffMs(6, random))).size).toBeGreaterThan(15);
});

test.each([
  ['none', 1, 30, 60],
  ['none', 3, 120, 240],
  ['none', 9, 900, 1_800],
  ['another', 1, 90, 180],
  ['another', 3, 360, 720],
  ['another', 9, 900, 1_800],
] as const)(
  'with outbound, %s working, failure %i: %i to %i s (RFC 5626 §4.5)',
  (working, failures, fromS, toS) => {
    const random = seededRandom(5);
    const delays = Array.from({ length: 50 }, () => outboundBackOffMs(failures, working, random) / 1_000);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(fromS);
    expect(Math.max(...delays)).toBeLessThanOrEqual(toS);
    // All of the upper half of what is the longest wait, not only a part of it.
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan((toS - fromS) * 0.8);
  },
);

describe('failures', () => {
  test.each([
    [401, 'tried', 'wrong-password'],
    [407, 'tried', 'wrong-password'],
    [403, 'tried', 'wrong-password'],
    [401, 'not-tried', 'rejected'],
    [403, 'not-tried', 'rejected'],
    [401, 'weaker-asked', 'weaker-login'],
    [404, 'not-tried', 'unknown-user'],
    [500, 'not-tried', 'rejected'],
    [423, 'not-tried', 'rejected'],
  ] as const)('%i, credentials %s: %s', (status, login, kind) => {
    const failure = registrationFailure({ status, phrase: 'No\u202E', login });
    expect(failure).toMatchObject({ kind, status, phrase: 'No' });
    expect(isWorthRetrying(failure)).toBe(kind !== 'wrong-password');
  });

  test.each([
    ['5', 5],
    [' 120 (maintenance);duration=3', 120],
    ['999999', 3_600],
    ['soon', null],
    [undefined, null],
  ])('Retry-After %s is %s', (value, seconds) => {
    expect(retryAfterS(value)).toBe(seconds);
  });

  test.each([
    ['ENOTFOUND', 'name-not-found'],
    ['EAI_AGAIN', 'name-not-found'],
    ['ECONNREFUSED', 'refused'],
    ['ETIMEDOUT', 'timeout'],
    ['EHOSTUNREACH', 'timeout'],
    ['ECONNRESET', 'connection-lost'],
    ['CERT_HAS_EXPIRED', 'certificate'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
    ['EWHATEVER', 'internal'],
  ])('%s is %s', (code, kind) => {
    expect(connectFailure(Object.assign(new Error('x'), { code }), 'h').kind).toBe(kind);
  });
});
