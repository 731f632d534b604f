import { createHash } from 'node:crypto';

/** Hash algorithms we answer with, weakest first (RFC 7616 §6.1, RFC 8760). */
const HASHES = [
  ['MD5', 'md5'],
  ['SHA-256', 'sha256'],
  ['SHA-512-256', 'sha512-256'],
] as const;

export type DigestHash = (typeof HASHES)[number][0];

export interface Algorithm {
  readonly hash: DigestHash;
  /** The `-sess` variant: the first client nonce goes into the secret (RFC 7616 §3.4.2). */
  readonly session: boolean;
}

/** What a challenge names; `null` when we do not know it. */
export function algorithmNamed(name: string): Algorithm | null {
  const upper = name.trim().toUpperCase();
  const session = upper.endsWith('-SESS');
  const bare = session ? upper.slice(0, -'-SESS'.length) : upper;
  const known = HASHES.find(([hash]) => hash === bare);
  return known ? { hash: known[0], session } : null;
}

export function nameOf({ hash, session }: Algorithm): string {
  return session ? `${hash}-sess` : hash;
}

/** Larger is stronger. */
export function strengthOf({ hash }: Algorithm): number {
  return HASHES.findIndex(([name]) => name === hash);
}

/** Lower-case hexadecimal hash of `text` in UTF-8. */
export function hashed(hash: DigestHash, text: string): string {
  const name = HASHES.find(([known]) => known === hash)?.[1] ?? 'md5';
  return createHash(name).update(text, 'utf8').digest('hex');
}
