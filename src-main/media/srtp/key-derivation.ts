import { createCipheriv } from 'node:crypto';
import type { Suite } from './suite';

/** What a description hands over. */
export interface MasterKey {
  readonly key: Buffer;
  readonly salt: Buffer;
}

/** What one kind of packets is protected with. */
export interface SessionKeys {
  readonly encryption: Buffer;
  /** Empty where the cipher authenticates by itself. */
  readonly authentication: Buffer;
  readonly salt: Buffer;
}

const AUTHENTICATION_BYTES = 20;
const LABEL_AT = 7;
const COUNTER_BYTES = 16;

/** RFC 3711 §4.3 with a derivation rate of zero; for AES-256 and GCM with the suite's own key length (RFC 6188, RFC 7714 §11). */
export function sessionKeys(suite: Suite, master: MasterKey, kind: 'rtp' | 'rtcp'): SessionKeys {
  const first = kind === 'rtp' ? 0 : 3;
  return {
    encryption: derived(suite, master, first, suite.keyBytes),
    authentication: suite.aead ? Buffer.alloc(0) : derived(suite, master, first + 1, AUTHENTICATION_BYTES),
    salt: derived(suite, master, first + 2, suite.saltBytes),
  };
}

function derived(suite: Suite, { key, salt }: MasterKey, label: number, bytes: number): Buffer {
  const start = Buffer.alloc(COUNTER_BYTES);
  salt.copy(start);
  start[LABEL_AT] = start.readUInt8(LABEL_AT) ^ label;
  return createCipheriv(suite.derivation, key, start).update(Buffer.alloc(bytes));
}
