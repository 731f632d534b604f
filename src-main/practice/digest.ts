import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock';
import { token, type Random } from '../base/random';
import { parseParams } from './address';
import { header, type Header, type ReceivedRequest } from './message';

export const PRACTICE_DOMAIN = 'practice.invalid';
export const PRACTICE_USER = 'you';
/** No secret: everybody practises with the same one, and only this machine can reach the exchange. */
export const PRACTICE_PASSWORD = 'practice';

/** How long a nonce is good for; afterwards the answer is `stale=true` and the phone tries again by itself. */
const NONCE_LIFE_MS = 300_000;
const MAX_NONCES = 1000;

export type Verdict =
  { readonly kind: 'genuine' } | { readonly kind: 'challenge'; readonly challenge: Header };

/** The server's side of digest authentication: MD5 with `qop=auth` (RFC 3261 §22, RFC 2617 §3.2). */
export class DigestGuard {
  readonly #nonces = new Map<string, { readonly madeAtMs: number; lastCount: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** Whether `request` proves that its sender knows the password of `user` (the AOR's user, or the practice user). */
  check(request: ReceivedRequest, user: string): Verdict {
    const authorization = header(request, 'authorization');
    if (authorization === undefined) return this.#challenge(false);
    const fields = parseCredentials(authorization);
    if (!this.#isRight(fields, request, user)) return this.#challenge(false);
    return this.#isFresh(fields) ? { kind: 'genuine' } : this.#challenge(true);
  }

  #isRight(fields: ReadonlyMap<string, string>, request: ReceivedRequest, user: string): boolean {
    const username = fields.get('username') ?? '';
    if (username !== PRACTICE_USER && username !== user) return false;
    if (fields.get('realm') !== PRACTICE_DOMAIN || fields.get('uri') !== request.uri) return false;
    return fields.get('response')?.toLowerCase() === expectedResponse(fields, request.method);
  }

  /** Each nonce counts upwards, so that a recorded answer is worth nothing (RFC 2617 §3.2.2). */
  #isFresh(fields: ReadonlyMap<string, string>): boolean {
    const nonce = this.#nonces.get(fields.get('nonce') ?? '');
    if (!nonce || this.clock.monotonicMs() - nonce.madeAtMs > NONCE_LIFE_MS) return false;
    const count = fields.has('qop') ? parseInt(fields.get('nc') ?? '', 16) : nonce.lastCount + 1;
    if (!(count > nonce.lastCount)) return false;
    nonce.lastCount = count;
    return true;
  }

  #challenge(stale: boolean): Verdict {
    this.#forgetOld();
    const nonce = token(this.random, 16);
    this.#nonces.set(nonce, { madeAtMs: this.clock.monotonicMs(), lastCount: 0 });
    const value = `Digest realm="${PRACTICE_DOMAIN}", nonce="${nonce}", algorithm=MD5, qop="auth"`;
    return {
      kind: 'challenge',
      challenge: { name: 'WWW-Authenticate', value: stale ? `${value}, stale=true` : value },
    };
  }

  #forgetOld(): void {
    for (const [nonce, { madeAtMs }] of this.#nonces) {
      const isOld = this.clock.monotonicMs() - madeAtMs > NONCE_LIFE_MS;
      if (isOld || this.#nonces.size >= MAX_NONCES) this.#nonces.delete(nonce);
      else break;
    }
  }
}

function parseCredentials(text: string): ReadonlyMap<string, string> {
  const fields = /^\s*Digest\s+(.*)$/is.exec(text)?.[1] ?? '';
  return parseParams(fields.replace(/("(?:[^"\\]|\\.)*")|,/g, (_, quotedText?: string) => quotedText ?? ';'));
}

function expectedResponse(fields: ReadonlyMap<string, string>, method: string): string {
  const field = (name: string): string => fields.get(name) ?? '';
  const ha1 = md5(`${field('username')}:${PRACTICE_DOMAIN}:${PRACTICE_PASSWORD}`);
  const ha2 = md5(`${method}:${field('uri')}`);
  if (!fields.has('qop')) return md5(`${ha1}:${field('nonce')}:${ha2}`);
  return md5([ha1, field('nonce'), field('nc'), field('cnonce'), field('qop'), ha2].join(':'));
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
