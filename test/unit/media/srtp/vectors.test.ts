import { describe, expect, test } from 'vitest';
import { sessionKeys } from '../../../../src-main/media/srtp/key-derivation';
import { SrtpReceiver } from '../../../../src-main/media/srtp/receiver';
import { SrtpSender } from '../../../../src-main/media/srtp/sender';
import { SUITES, type SuiteName } from '../../../../src-main/media/srtp/suite';
import { counterOf, rolloverTrailer, transformOf } from '../../../../src-main/media/srtp/transform';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');
const EMPTY = Buffer.alloc(0);

test.each([
  [
    'RFC 3711 B.3',
    'AES_CM_128_HMAC_SHA1_80',
    'E1F97A0D3E018BE0D64FA32C06DE4139',
    '0EC675AD498AFEEBB6960B3AABE6',
    'C61E7A93744F39EE10734AFE3FF7A087',
    '30CBBC08863D8C85D49DB34A9AE1',
    'CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4',
  ],
  [
    'RFC 6188 §7.2',
    'AES_256_CM_HMAC_SHA1_80',
    'f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6',
    '3b04803de51ee7c96423ab5b78d2',
    '5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4',
    'fa31791685ca444a9e07c6c64e93',
    'fd9c32d39ed5fbb5a9dc96b30818454d1313dc05',
  ],
] as const)(
  'keys are derived as in %s',
  (_where, name, key, salt, encryption, sessionSalt, authentication) => {
    const derived = sessionKeys(SUITES[name], { key: hex(key), salt: hex(salt) }, 'rtp');
    expect(derived.encryption).toEqual(hex(encryption));
    expect(derived.salt).toEqual(hex(sessionSalt));
    expect(derived.authentication).toEqual(hex(authentication));
  },
);

test('the key stream is that of RFC 3711 B.2', () => {
  const keys = {
    encryption: hex('2B7E151628AED2A6ABF7158809CF4F3C'),
    salt: hex('F0F1F2F3F4F5F6F7F8F9FAFBFCFD'),
    authentication: EMPTY,
  };
  const transform = transformOf(SUITES.AES_CM_128_HMAC_SHA1_80, keys, 10);
  const { text } = transform.seal({ ssrc: 0, index: 0 }, EMPTY, Buffer.alloc(48), EMPTY);
  expect(text).toEqual(
    hex('E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0'),
  );
});

/** A published packet of each kind: `AB` sixteen times under the keys above, as the SRTP reference library tests it. */
test.each([
  [
    'AES_CM_128_HMAC_SHA1_80',
    'E1F97A0D3E018BE0D64FA32C06DE4139',
    '0EC675AD498AFEEBB6960B3AABE6',
    '4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb',
  ],
  [
    'AES_256_CM_HMAC_SHA1_80',
    'f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6',
    '3b04803de51ee7c96423ab5b78d2',
    'f1d9de17ff251ff1aa007774b0b4b40da08d9d9a5b3a55d8873b',
  ],
] as const)('a whole packet under %s', (name, key, salt, sealed) => {
  const master = { key: hex(key), salt: hex(salt), identifier: null };
  const head = hex('800f1234decafbadcafebabe');
  const plain = Buffer.concat([head, Buffer.alloc(16, 0xab)]);
  const wire = Buffer.concat([head, hex(sealed)]);
  expect(new SrtpSender(SUITES[name], master).protectRtp(plain)).toEqual(wire);
  expect(new SrtpReceiver(SUITES[name], [master]).openRtp(wire)).toEqual(plain);
});

describe('RFC 7714: the packets of §16 and §17', () => {
  const salt = hex('517569642070726f2071756f');
  const key128 = hex('000102030405060708090a0b0c0d0e0f');
  const key256 = hex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
  const rtp = hex(
    '8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573',
  );
  const rtcp = hex(
    '81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef',
  );
  const cases: readonly (readonly [SuiteName, Buffer, string, string])[] = [
    [
      'AEAD_AES_128_GCM',
      key128,
      'f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce',
      '63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade',
    ],
    [
      'AEAD_AES_256_GCM',
      key256,
      '32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13',
      'd50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be',
    ],
  ];

  test.each(cases)('%s', (name, encryption, srtp, srtcp) => {
    const suite = SUITES[name];
    const transform = transformOf(suite, { encryption, salt, authentication: EMPTY }, 16);
    const place = { ssrc: 0x5501a0b2, index: 0xf17b };
    const [head, text] = [rtp.subarray(0, 12), rtp.subarray(12)];
    const sealed = transform.seal(place, head, text, rolloverTrailer(suite, 0));
    expect(Buffer.concat([sealed.text, sealed.tag])).toEqual(hex(srtp));
    expect(transform.open(place, head, sealed, rolloverTrailer(suite, 0))).toEqual(text);

    const report = { ssrc: 0x4d617273, index: 0x5d4 };
    const trailer = counterOf(0x8000_05d4);
    const closed = transform.seal(report, rtcp.subarray(0, 8), rtcp.subarray(8), trailer);
    expect(Buffer.concat([closed.text, closed.tag])).toEqual(hex(srtcp));
  });
});
