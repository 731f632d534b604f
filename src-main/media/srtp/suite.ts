/** A crypto suite as descriptions name it (RFC 4568 §6.2, RFC 6188 §4, RFC 7714 §14). */
export interface Suite {
  readonly name: SuiteName;
  /** How Node calls the cipher that encrypts, and the one that keys are derived with. */
  readonly cipher: 'aes-128-ctr' | 'aes-256-ctr' | 'aes-128-gcm' | 'aes-256-gcm';
  readonly derivation: 'aes-128-ctr' | 'aes-256-ctr';
  readonly keyBytes: 16 | 32;
  readonly saltBytes: 12 | 14;
  /** Of the authentication tag. The short one of `_32` is never that of SRTCP (RFC 3711 §5.2). */
  readonly rtpTagBytes: number;
  readonly rtcpTagBytes: number;
  readonly aead: boolean;
}

/** In the order we offer them: the strong first, the short tag last. */
export const SUITE_NAMES = [
  'AEAD_AES_256_GCM',
  'AEAD_AES_128_GCM',
  'AES_256_CM_HMAC_SHA1_80',
  'AES_CM_128_HMAC_SHA1_80',
  'AES_256_CM_HMAC_SHA1_32',
  'AES_CM_128_HMAC_SHA1_32',
] as const;
export type SuiteName = (typeof SUITE_NAMES)[number];

export const SUITES: Readonly<Record<SuiteName, Suite>> = {
  AEAD_AES_256_GCM: gcm('AEAD_AES_256_GCM', 32),
  AEAD_AES_128_GCM: gcm('AEAD_AES_128_GCM', 16),
  AES_256_CM_HMAC_SHA1_80: counterMode('AES_256_CM_HMAC_SHA1_80', 32, 10),
  AES_CM_128_HMAC_SHA1_80: counterMode('AES_CM_128_HMAC_SHA1_80', 16, 10),
  AES_256_CM_HMAC_SHA1_32: counterMode('AES_256_CM_HMAC_SHA1_32', 32, 4),
  AES_CM_128_HMAC_SHA1_32: counterMode('AES_CM_128_HMAC_SHA1_32', 16, 4),
};

function gcm(name: SuiteName, keyBytes: 16 | 32): Suite {
  const bits = keyBytes === 16 ? '128' : '256';
  return {
    ...{ name, keyBytes, saltBytes: 12, rtpTagBytes: 16, rtcpTagBytes: 16, aead: true },
    ...{ cipher: `aes-${bits}-gcm`, derivation: `aes-${bits}-ctr` },
  };
}

function counterMode(name: SuiteName, keyBytes: 16 | 32, rtpTagBytes: number): Suite {
  const cipher = keyBytes === 16 ? 'aes-128-ctr' : 'aes-256-ctr';
  const sizes = { keyBytes, saltBytes: 14, rtpTagBytes, rtcpTagBytes: 10 } as const;
  return { name, ...sizes, aead: false, cipher, derivation: cipher };
}
