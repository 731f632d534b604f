import { token, type Random } from '../../base/random';
import { nameOf } from './algorithm';
import type { Asked, Challenge } from './challenge';
import { digestResponse } from './response';

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** The parts of a request that its answer to a challenge covers. */
export interface Covered {
  readonly method: string;
  readonly uri: string;
  readonly body: string;
}

interface Used {
  readonly clientNonce: string;
  readonly count: number;
}

/** Nonces of which the count is remembered: registrars hand out a new one now and then. */
const REMEMBERED_NONCES = 32;

/** Answers challenges for one line. The nonce count grows over all its requests (RFC 7616 §3.4). */
export class DigestAccount {
  /** What REGISTERs answer before they are asked: the registrar's last challenges. */
  ahead: readonly Asked[] = [];
  readonly #used = new Map<string, Used>();

  constructor(
    private readonly account: Account,
    private readonly random: Random,
  ) {}

  /** Value of Authorization or Proxy-Authorization. */
  authorize(challenge: Challenge, { method, uri, body }: Covered): string {
    const { realm, nonce, opaque, qop, algorithm } = challenge;
    const { clientNonce, count } = this.#use(challenge);
    const nonceCount = count.toString(16).padStart(8, '0');
    const { user } = this.account;
    const response = digestResponse({
      ...this.account,
      ...{ challenge, method, uri, body, nonceCount, clientNonce },
    });
    const parts = [
      `username="${escaped(user)}"`,
      `realm="${realm}"`,
      `nonce="${nonce}"`,
      `uri="${uri}"`,
      `response="${response}"`,
      `algorithm=${nameOf(algorithm)}`,
    ];
    if (opaque !== null) parts.push(`opaque="${opaque}"`);
    if (qop !== null) parts.push(`qop=${qop}`, `cnonce="${clientNonce}"`, `nc=${nonceCount}`);
    return `Digest ${parts.join(', ')}`;
  }

  /** A session keeps its first client nonce as long as the nonce lives (RFC 7616 §3.4.2). */
  #use({ nonce, algorithm }: Challenge): Used {
    const before = this.#used.get(nonce);
    const kept = algorithm.session ? before?.clientNonce : undefined;
    const used = { clientNonce: kept ?? token(this.random, 12), count: (before?.count ?? 0) + 1 };
    this.#used.delete(nonce);
    this.#used.set(nonce, used);
    const oldest = this.#used.keys().next();
    if (this.#used.size > REMEMBERED_NONCES && oldest.done !== true) this.#used.delete(oldest.value);
    return used;
  }
}

function escaped(text: string): string {
  return text.replace(/["\\]/g, '\\$&').replace(/[\r\n]/g, '');
}
