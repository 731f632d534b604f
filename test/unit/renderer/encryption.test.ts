import { expect, test } from 'vitest';
import { encryptionOf } from '../../../src-renderer/state/encryption';
import { de } from '../../../src-renderer/text/de';
import { en } from '../../../src-renderer/text/en';
import { office, talking } from '../../support/window-states';

const tls = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' };
const registered = {
  ...office,
  registration: { state: 'registered', sinceMs: 0, expiresAtMs: 1, tls },
} as const;
const suite = 'AES_CM_128_HMAC_SHA1_80';
const call = { ...talking, media: { codec: 'PCMA', encrypted: true, suite }, secure: true } as const;

test('the lock opens what was negotiated, in both languages', () => {
  expect(encryptionOf(en, call, registered)).toEqual([
    'Who you call: TLS 1.3, TLS_AES_256_GCM_SHA384',
    'Sound: SRTP, AES_CM_128_HMAC_SHA1_80',
  ]);
  expect(encryptionOf(de, call, registered)).toEqual([
    'Wen Sie anrufen: TLS 1.3, TLS_AES_256_GCM_SHA384',
    'Ton: SRTP, AES_CM_128_HMAC_SHA1_80',
  ]);
});

test('what is not known, or not so, is not claimed', () => {
  const plain = { ...call, media: { codec: 'PCMA', encrypted: false }, secure: false } as const;
  const udp = { ...registered, transport: 'udp' } as const;
  expect(encryptionOf(en, plain, udp)).toEqual([en.calls.signallingOpen, en.calls.soundOpen]);
  expect(encryptionOf(en, { ...call, secure: false }, udp)[0]).toBe(en.calls.signallingOpen);
  const lapsed = { ...office, transport: 'tls', registration: { state: 'registering' } } as const;
  expect(encryptionOf(en, call, lapsed)[0]).toBe(en.calls.signallingEncrypted);
  const media = { codec: 'PCMA', encrypted: true } as const;
  expect(encryptionOf(en, { ...call, media }, undefined)).toEqual([
    en.calls.signallingEncrypted,
    en.calls.soundEncrypted,
  ]);
});
