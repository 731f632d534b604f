import { expect, test } from 'vitest';
import { freshKey, readCrypto, writeCrypto } from '../../../../src-main/media/srtp/crypto-attribute';
import { SUITE_NAMES, SUITES } from '../../../../src-main/media/srtp/suite';

/** RFC 4568 §9.1's own example. */
const KEY = 'd0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj';
const SUITE = 'AES_CM_128_HMAC_SHA1_80';

test.each(SUITE_NAMES)('what is written is read again: %s', (name) => {
  const suite = SUITES[name];
  const master = freshKey(suite);
  const text = writeCrypto({ tag: 3, name, suite, master });
  expect(text).toMatch(/^crypto:3 \w+ inline:[A-Za-z0-9+/]+=*$/);
  expect(readCrypto([text.slice('crypto:'.length)])).toEqual([
    { tag: 3, name, suite, keys: [{ ...master, identifier: null }] },
  ]);
});

test.each([
  ['bare', `1 ${SUITE} inline:${KEY}`, null],
  ['with a lifetime', `1 ${SUITE} inline:${KEY}|2^20`, null],
  ['with a lifetime in full', `1 ${SUITE} inline:${KEY}|1048576`, null],
  ['with lifetime and identifier', `1 ${SUITE} inline:${KEY}|2^20|1:4`, '00000001'],
  ['with an identifier only', `1 ${SUITE} inline:${KEY}|1066:4`, '0000042a'],
  ['with a window hint', `1 ${SUITE} inline:${KEY} WSH=128`, null],
  ['with what nobody need know', `1 ${SUITE} inline:${KEY} -x=y`, null],
  ['with blanks', `1  ${SUITE}\tinline:${KEY} `, null],
])('a key %s', (_what, text, identifier) => {
  const key = readCrypto([text])?.[0]?.keys[0];
  expect(Buffer.concat([key?.key ?? Buffer.alloc(0), key?.salt ?? Buffer.alloc(0)]).toString('base64')).toBe(
    KEY,
  );
  expect(key?.identifier?.toString('hex') ?? null).toBe(identifier);
});

test('the names from before RFC 6188 mean its suites, and are given back', () => {
  const inline = 'A'.repeat(60) + 'AA==';
  const [crypto] = readCrypto([`1 AES_CM_256_HMAC_SHA1_80 inline:${inline}`]) ?? [];
  expect(crypto).toMatchObject({
    name: 'AES_CM_256_HMAC_SHA1_80',
    suite: { name: 'AES_256_CM_HMAC_SHA1_80' },
  });
});

test('several keys with identifiers', () => {
  const [crypto] = readCrypto([`7 ${SUITE} inline:${KEY}|2^20|1:1;inline:${KEY}|2^20|2:1`]) ?? [];
  expect(crypto?.keys.map(({ identifier }) => identifier?.[0])).toEqual([1, 2]);
});

test.each([
  ['a suite nobody here knows', `1 F8_128_HMAC_SHA1_80 inline:${KEY}`],
  ['a rekeying rate', `1 ${SUITE} inline:${KEY} KDR=4`],
  ['packets left unencrypted', `1 ${SUITE} inline:${KEY} UNENCRYPTED_SRTP`],
  ['reports left unencrypted', `1 ${SUITE} inline:${KEY} UNENCRYPTED_SRTCP`],
  ['packets left unauthenticated', `1 ${SUITE} inline:${KEY} UNAUTHENTICATED_SRTP`],
  ['a parameter nobody here knows', `1 ${SUITE} inline:${KEY} X=1`],
])('%s is passed over, the next is taken', (_what, text) => {
  expect(readCrypto([text])).toEqual([]);
  expect(readCrypto([text, `2 ${SUITE} inline:${KEY}`])?.map(({ tag }) => tag)).toEqual([2]);
});

test.each([
  ['nothing', ''],
  ['no key', `1 ${SUITE}`],
  ['no tag', `${SUITE} inline:${KEY}`],
  ['tag 0', `0 ${SUITE} inline:${KEY}`],
  ['a tag too long', `1234567890 ${SUITE} inline:${KEY}`],
  ['a key too short', `1 ${SUITE} inline:${KEY.slice(4)}`],
  ['a key too long', `1 ${SUITE} inline:${KEY}AAAA`],
  ['no base 64', `1 ${SUITE} inline:${KEY.slice(0, -1)}*`],
  ['bits left over in base 64', `1 AEAD_AES_256_GCM inline:${'A'.repeat(58)}B=`],
  ['another method', `1 ${SUITE} uri:${KEY}`],
  ['an empty key', `1 ${SUITE} inline:`],
  ['a lifetime of nothing', `1 ${SUITE} inline:${KEY}|0`],
  ['a lifetime beyond SRTP', `1 ${SUITE} inline:${KEY}|2^49`],
  ['a lifetime that is none', `1 ${SUITE} inline:${KEY}|soon`],
  ['an identifier of no length', `1 ${SUITE} inline:${KEY}|1:0`],
  ['an identifier too long', `1 ${SUITE} inline:${KEY}|1:129`],
  ['an identifier that does not fit', `1 ${SUITE} inline:${KEY}|256:1`],
  ['too many fields', `1 ${SUITE} inline:${KEY}|2^20|1:4|2`],
  ['two keys nobody can tell apart', `1 ${SUITE} inline:${KEY};inline:${KEY}`],
  ['identifiers of two lengths', `1 ${SUITE} inline:${KEY}|1:1;inline:${KEY}|1:2`],
  [
    'too many keys',
    `1 ${SUITE} ${Array.from({ length: 5 }, (_, n) => `inline:${KEY}|${String(n)}:1`).join(';')}`,
  ],
])('%s is malformed, and with it the whole section', (_what, text) => {
  expect(readCrypto([text])).toBeUndefined();
  expect(readCrypto([`2 ${SUITE} inline:${KEY}`, text])).toBeUndefined();
});

test('one tag twice, or very many attributes, are malformed', () => {
  const line = (tag: number): string => `${String(tag)} ${SUITE} inline:${KEY}`;
  expect(readCrypto([line(1), line(1)])).toBeUndefined();
  expect(readCrypto(Array.from({ length: 17 }, (_, index) => line(index + 1)))).toBeUndefined();
});
