import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import type { SessionKeys } from './key-derivation';
import type { Suite } from './suite';

/** Where a packet stands: its stream and its number in it, 48 bits for SRTP and 31 for SRTCP. */
export interface Place {
  readonly ssrc: number;
  readonly index: number;
}

/**
 * Encrypts and authenticates the parts of one packet: `head` stays readable, `trailer` is authenticated only (the
 * rollover counter of SRTP that is never sent, the index of SRTCP that is).
 */
export interface Transform {
  seal(place: Place, head: Buffer, text: Buffer, trailer: Buffer): Sealed;
  /** `undefined` when the tag is not the one it should be. */
  open(place: Place, head: Buffer, sealed: Sealed, trailer: Buffer): Buffer | undefined;
}

/** The encrypted text, and the tag that belongs to it. */
export interface Sealed {
  readonly text: Buffer;
  readonly tag: Buffer;
}

export function transformOf(suite: Suite, keys: SessionKeys, tagBytes: number): Transform {
  return suite.aead ? new GcmTransform(suite, keys) : new CounterTransform(suite, keys, tagBytes);
}

/** What of the rollover counter is authenticated besides: with GCM nothing, where it is in the nonce (RFC 7714 §8.1). */
export function rolloverTrailer(suite: Suite, rollovers: number): Buffer {
  return suite.aead ? NOTHING : counterOf(rollovers);
}

export function counterOf(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const NOTHING = Buffer.alloc(0);

/** AES in counter mode with HMAC-SHA1 (RFC 3711 §4.1.1, §4.2.1; RFC 6188 §2). */
class CounterTransform implements Transform {
  readonly #cipher: 'aes-128-ctr' | 'aes-256-ctr';

  constructor(
    suite: Suite,
    private readonly keys: SessionKeys,
    private readonly tagBytes: number,
  ) {
    this.#cipher = suite.derivation;
  }

  seal(place: Place, head: Buffer, text: Buffer, trailer: Buffer): Sealed {
    const sealed = this.#crypt(place, text);
    return { text: sealed, tag: this.#tag(head, sealed, trailer) };
  }

  open(place: Place, head: Buffer, { text, tag }: Sealed, trailer: Buffer): Buffer | undefined {
    const expected = this.#tag(head, text, trailer);
    if (tag.length !== expected.length || !timingSafeEqual(tag, expected)) return undefined;
    return this.#crypt(place, text);
  }

  #crypt(place: Place, text: Buffer): Buffer {
    const start = Buffer.alloc(16);
    this.keys.salt.copy(start);
    mix(start, 4, place);
    return createCipheriv(this.#cipher, this.keys.encryption, start).update(text);
  }

  #tag(head: Buffer, text: Buffer, trailer: Buffer): Buffer {
    const mac = createHmac('sha1', this.keys.authentication).update(head).update(text).update(trailer);
    return mac.digest().subarray(0, this.tagBytes);
  }
}

/** AES-GCM (RFC 7714 §8, §9). */
class GcmTransform implements Transform {
  readonly #cipher: 'aes-128-gcm' | 'aes-256-gcm';

  constructor(
    suite: Suite,
    private readonly keys: SessionKeys,
  ) {
    this.#cipher = suite.keyBytes === 16 ? 'aes-128-gcm' : 'aes-256-gcm';
  }

  seal(place: Place, head: Buffer, text: Buffer, trailer: Buffer): Sealed {
    const cipher = createCipheriv(this.#cipher, this.keys.encryption, this.#nonce(place));
    cipher.setAAD(Buffer.concat([head, trailer]));
    const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
    return { text: sealed, tag: cipher.getAuthTag() };
  }

  open(place: Place, head: Buffer, { text, tag }: Sealed, trailer: Buffer): Buffer | undefined {
    const options = { authTagLength: 16 };
    const decipher = createDecipheriv(this.#cipher, this.keys.encryption, this.#nonce(place), options);
    try {
      decipher.setAAD(Buffer.concat([head, trailer])).setAuthTag(tag);
      return Buffer.concat([decipher.update(text), decipher.final()]);
    } catch {
      // Node's way of saying that the tag is wrong.
      return undefined;
    }
  }

  #nonce(place: Place): Buffer {
    return mix(Buffer.from(this.keys.salt), 2, place);
  }
}

/** Exclusive-or of SSRC and index into salt, as RFC 3711 §4.1.1 and RFC 7714 §8.1, §9.1 lay them out. */
function mix(salt: Buffer, at: number, { ssrc, index }: Place): Buffer {
  salt.writeUInt32BE((salt.readUInt32BE(at) ^ ssrc) >>> 0, at);
  const high = Math.floor(index / 0x1_0000);
  salt.writeUInt32BE((salt.readUInt32BE(at + 4) ^ high) >>> 0, at + 4);
  salt.writeUInt16BE(salt.readUInt16BE(at + 8) ^ (index & 0xffff), at + 8);
  return salt;
}
