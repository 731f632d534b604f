import { hashed } from './algorithm';
import type { Challenge } from './challenge';

export interface DigestInput {
  readonly user: string;
  readonly password: string;
  readonly challenge: Challenge;
  readonly method: string;
  readonly uri: string;
  /** Of the request; only `auth-int` looks at it. */
  readonly body: string;
  /** Eight hexadecimal digits. */
  readonly nonceCount: string;
  readonly clientNonce: string;
}

/** The `response` parameter (RFC 7616 §3.4.1). */
export function digestResponse(input: DigestInput): string {
  const { user, password, challenge, method, uri, body, nonceCount, clientNonce } = input;
  const { realm, nonce, algorithm, qop } = challenge;
  const h = (...parts: string[]): string => hashed(algorithm.hash, parts.join(':'));
  const secret = h(user, realm, password);
  const ha1 = algorithm.session ? h(secret, nonce, clientNonce) : secret;
  const ha2 = qop === 'auth-int' ? h(method, uri, h(body)) : h(method, uri);
  return qop === null ? h(ha1, nonce, ha2) : h(ha1, nonce, nonceCount, clientNonce, qop, ha2);
}
