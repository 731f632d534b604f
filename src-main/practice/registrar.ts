import type { Clock } from '../base/clock';
import { parseAddress, parseUri, type Address } from './address';
import { PRACTICE_DOMAIN, type DigestGuard } from './digest';
import { header, headerList, type Header, type ReceivedRequest, type SipResponse } from './message';
import { responseTo } from './response';
import type { Endpoint } from './via';

/** Where a user can be reached (RFC 3261 §10). */
export interface Binding {
  /** The Contact's URI as registered: the Request-URI of what is sent there. */
  readonly uri: string;
  /** Where its REGISTER came from; requests go there, whatever host the Contact claims. */
  readonly flow: Endpoint;
  readonly callId: string;
  readonly cseq: number;
  readonly expiresAtMs: number;
}

const MIN_EXPIRES_S = 60;
const MAX_EXPIRES_S = 3600;
const MAX_BINDINGS = 10;

/** The user of a URI that belongs to this exchange: in the practice domain or addressed to this machine. */
export function localUser(uri: string): string | undefined {
  const parsed = parseUri(uri);
  if (parsed?.scheme === 'tel') return parsed.user;
  const isOurs =
    parsed?.host === PRACTICE_DOMAIN ||
    parsed?.host === 'localhost' ||
    parsed?.host.startsWith('127.') === true;
  return isOurs ? parsed.user : undefined;
}

interface Wanted {
  readonly uri: string;
  readonly expiresS: number;
}

/** The registrar and location service of RFC 3261 §10.3. Bindings live in memory. */
export class Registrar {
  readonly #bindings = new Map<string, Binding[]>();

  constructor(
    private readonly clock: Clock,
    private readonly digest: DigestGuard,
  ) {}

  /** The live bindings of a user, newest first. */
  bindingsOf(user: string): readonly Binding[] {
    const nowMs = this.clock.monotonicMs();
    return (this.#bindings.get(user) ?? []).filter((binding) => binding.expiresAtMs > nowMs);
  }

  /** Answers a REGISTER, and keeps, refreshes or removes bindings when the digest is right. */
  register(request: ReceivedRequest, flow: Endpoint, toTag: string): SipResponse {
    const answer = (status: number, headers: readonly Header[] = []): SipResponse =>
      responseTo(request, status, { toTag, headers });
    const user = localUser(request.to.uri);
    if (user === undefined || user === '') return answer(404);
    const verdict = this.digest.check(request, user);
    if (verdict.kind === 'challenge') return answer(401, [verdict.challenge]);

    const wanted = wantedBindings(request);
    if (wanted === 'broken') return answer(400);
    if (wanted.some(({ expiresS }) => expiresS > 0 && expiresS < MIN_EXPIRES_S)) {
      return answer(423, [{ name: 'Min-Expires', value: String(MIN_EXPIRES_S) }]);
    }
    if (!this.#keep(user, wanted, request, flow)) return answer(500);
    return answer(200, this.#contacts(user));
  }

  /** False when the request is older than what is stored (RFC 3261 §10.3 step 7): nothing is changed then. */
  #keep(user: string, wanted: readonly Wanted[], request: ReceivedRequest, flow: Endpoint): boolean {
    const { callId, cseq } = request;
    const bindings = new Map([...this.bindingsOf(user)].reverse().map((binding) => [binding.uri, binding]));
    const targets = wanted.flatMap((each) =>
      each.uri === '*' ? [...bindings.keys()].map((uri) => ({ ...each, uri })) : [each],
    );
    for (const { uri, expiresS } of targets) {
      const old = bindings.get(uri);
      if (old && old.callId === callId && old.cseq >= cseq.number) return false;
      bindings.delete(uri);
      const expiresAtMs = this.clock.monotonicMs() + expiresS * 1000;
      if (expiresS > 0) bindings.set(uri, { uri, flow, callId, cseq: cseq.number, expiresAtMs });
    }
    // A map keeps the order of insertion: what was set last is the newest.
    this.#bindings.set(user, [...bindings.values()].reverse().slice(0, MAX_BINDINGS));
    return true;
  }

  #contacts(user: string): Header[] {
    const nowMs = this.clock.monotonicMs();
    return this.bindingsOf(user).map(({ uri, expiresAtMs }) => ({
      name: 'Contact',
      value: `<${uri}>;expires=${String(Math.ceil((expiresAtMs - nowMs) / 1000))}`,
    }));
  }
}

function wantedBindings(request: ReceivedRequest): readonly Wanted[] | 'broken' {
  const contacts = headerList(request, 'contact');
  const common = seconds(header(request, 'expires')) ?? MAX_EXPIRES_S;
  if (contacts.includes('*')) {
    // RFC 3261 §10.2.2: the star stands alone and only removes.
    return contacts.length === 1 && common === 0 ? [{ uri: '*', expiresS: 0 }] : 'broken';
  }
  const addresses = contacts.map(parseAddress).filter((address): address is Address => address !== undefined);
  if (addresses.length !== contacts.length || addresses.some(({ uri }) => !parseUri(uri))) return 'broken';
  return addresses.map(({ uri, params }) => ({
    uri,
    expiresS: Math.min(seconds(params.get('expires')) ?? common, MAX_EXPIRES_S),
  }));
}

/** Delta-seconds; `undefined` for what is none (RFC 3261 §20.19 then assumes the default). */
function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
