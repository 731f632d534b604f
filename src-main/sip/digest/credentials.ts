import {
  DigestAuthentication,
  type IncomingResponseMessage,
  type LoggerFactory,
  type OutgoingRequestMessage,
} from 'sip.js/lib/core/index.js';
import type { DigestAccount } from './account';
import type { Asked } from './challenge';
import { chooseChallenges, keyOf } from './choice';
import type { RegistrarMemory } from './registrar-memory';

export interface CredentialsOptions {
  readonly account: DigestAccount;
  readonly registrar: RegistrarMemory;
  /** Whether this request may still be repeated with credentials: not after its call was cancelled. */
  readonly wanted: (request: OutgoingRequestMessage) => boolean;
  /** The request goes out again with credentials. */
  readonly onAnswered: (request: OutgoingRequestMessage) => void;
  /** The request was not answered because weaker hashes were asked for than before. */
  readonly onWeaker: (request: OutgoingRequestMessage) => void;
}

/** A server that calls every nonce stale would have us repeat a request for ever. */
const MOST_STALE = 3;

interface Answered {
  readonly asked: Asked;
  readonly stale: number;
}

/**
 * What sip.js takes for its own reading of a challenge. It looks at `stale` to allow a request one more answer
 * after the first; that is for us to decide (401 then 407, several realms), so it says yes until it was answered
 * and no afterwards, lest sip.js count.
 */
class Offer {
  answered = false;

  /** @param answerIn the header sip.js will set, by the status of the response */
  constructor(
    readonly asked: readonly Asked[],
    readonly answerIn: Asked['answerIn'],
  ) {}

  get stale(): boolean {
    return !this.answered;
  }
}

/** Puts what a 401 or 407 asks where sip.js looks for it. */
export function offerChallenges(response: IncomingResponseMessage, asked: readonly Asked[]): void {
  if (asked.length === 0) return;
  const byRegistrar = response.statusCode === 401;
  const offer = new Offer(asked, byRegistrar ? 'Authorization' : 'Proxy-Authorization');
  const name = byRegistrar ? 'WWW-Authenticate' : 'Proxy-Authenticate';
  response.headers[name] = [{ raw: 'Digest', parsed: offer }];
}

/** Our own digest in the place of sip.js', which knows MD5 only and starts each nonce count anew. One per request. */
export class Credentials extends DigestAuthentication {
  readonly #answered = new Map<string, Answered>();
  #header = '';

  constructor(
    loggers: LoggerFactory,
    private readonly options: CredentialsOptions,
  ) {
    super(loggers, undefined, undefined, undefined);
  }

  /** @param offer what `offerChallenges` put there */
  override authenticate(request: OutgoingRequestMessage, offer: unknown): boolean {
    const { account, registrar, wanted, onAnswered, onWeaker } = this.options;
    if (!(offer instanceof Offer) || !wanted(request)) return false;
    const choice = chooseChallenges(offer.asked, request.method, registrar);
    if (choice.kind === 'weaker') onWeaker(request);
    const fresh = choice.kind === 'answer' ? choice.asked.filter((asked) => this.#accept(asked)) : [];
    if (fresh.length === 0) return false;
    const all = this.#withAhead(request);
    if (request.method === 'REGISTER') account.ahead = all;
    authorizeRequest(account, request, all);
    offer.answered = true;
    this.#header = request.getHeader(offer.answerIn) ?? '';
    onAnswered(request);
    return true;
  }

  /** For sip.js, which now sets the header of the kind it knows by the status to this. */
  override toString(): string {
    return this.#header;
  }

  /** A second challenge of the same realm is answered only when the first nonce was stale. */
  #accept(asked: Asked): boolean {
    const before = this.#answered.get(keyOf(asked));
    const stale = before ? before.stale + 1 : 0;
    if (before && (!asked.challenge.stale || stale > MOST_STALE)) return false;
    this.#answered.set(keyOf(asked), { asked, stale });
    return true;
  }

  /** A repeated request answers everything anew: the count of a nonce must never come twice. */
  #withAhead(request: OutgoingRequestMessage): Asked[] {
    const all = new Map<string, Asked>();
    const ahead = request.method === 'REGISTER' ? this.options.account.ahead : [];
    for (const asked of [...ahead, ...[...this.#answered.values()].map((answered) => answered.asked)])
      all.set(keyOf(asked), asked);
    return [...all.values()];
  }
}

/** Writes the answers into the request, in the place of those it carries. */
export function authorizeRequest(
  account: DigestAccount,
  request: OutgoingRequestMessage,
  all: readonly Asked[],
): void {
  const covered = {
    method: request.method,
    uri: request.ruri.toRaw(),
    body: request.body?.body ?? '',
  };
  for (const name of ['Authorization', 'Proxy-Authorization'] as const) {
    const [first, ...others] = all
      .filter(({ answerIn }) => answerIn === name)
      .map(({ challenge }) => account.authorize(challenge, covered));
    request.extraHeaders = request.extraHeaders.filter((field) => !field.startsWith(`${name}: `));
    if (first === undefined) continue;
    request.setHeader(name, first);
    // sip.js overwrites the header it knows with one value; others of the same name stand beside it.
    for (const other of others) request.extraHeaders.push(`${name}: ${other}`);
  }
}
