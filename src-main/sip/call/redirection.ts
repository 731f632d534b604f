import type { URI } from 'sip.js/lib/core/index.js';
import type { Redirects } from '../../phone/account/line';
import { splitList } from '../message/split-list';
import { plainAddress } from '../transport/flow';
import type { LegContext } from './leg';
import { requestUri } from './target';

export interface RedirectionOptions {
  readonly redirects: Redirects;
  /** Domain of the line: where numbers belong. */
  readonly domain: string;
  /** Host names and addresses that are our own exchange, in lower case. */
  readonly ownHosts: readonly string[];
  /** Signalling is encrypted: only then a `sips:` target can be called as it asks. */
  readonly encrypted: boolean;
  /** Whom the user called. */
  readonly first: URI;
}

/** Longest chain of 3xx after another, and most targets of one call: nobody with good intentions needs more. */
const MOST_HOPS = 5;
const MOST_TARGETS = 10;
/** Use Proxy, and an alternative service of unknown kind: their Contact is nobody to be called instead. */
const NOT_FOLLOWED: readonly number[] = [305, 380];

interface Candidate {
  readonly uri: URI;
  readonly q: number;
}

/**
 * Where a call goes that is redirected (RFC 3261 §8.1.3.4): the Contacts of each 3xx in order of `q`, none twice, as
 * far as the line allows it.
 */
export class Redirection {
  readonly #options: RedirectionOptions;
  readonly #seen = new Set<string>();
  #waiting: readonly URI[] = [];
  #hops = 0;
  #tried = 0;

  constructor(options: RedirectionOptions) {
    this.#options = options;
    this.#seen.add(keyOf(options.first));
  }

  /** A 3xx came. */
  redirected(status: number, contacts: readonly string[]): void {
    if (NOT_FOLLOWED.includes(status) || ++this.#hops > MOST_HOPS) return;
    const candidates = contacts.flatMap(splitList).flatMap((contact) => this.#candidate(contact));
    const fresh = candidates
      .sort((one, other) => other.q - one.q)
      .map(({ uri }) => uri)
      .filter((uri) => this.#isNew(uri));
    this.#waiting = [...fresh, ...this.#waiting];
  }

  /** Whom to call next; `null` when there is nobody left. */
  next(): URI | null {
    const [uri, ...others] = this.#waiting;
    this.#waiting = others;
    return uri === undefined || ++this.#tried > MOST_TARGETS ? null : uri;
  }

  #candidate(contact: string): Candidate[] {
    const bracketed = /<([^>]*)>(.*)$/.exec(contact);
    const text = bracketed?.[1] ?? contact.split(';')[0] ?? '';
    const scheme = /^\s*(sips?|tel):/i.exec(text)?.[1]?.toLowerCase();
    const uri = requestUri(text, this.#options.domain);
    if (scheme === undefined || !uri.ok || !this.#allows(scheme, uri.value)) return [];
    const q = /;\s*q\s*=\s*([01](?:\.\d{1,3})?)\s*(?:;|$)/i.exec(bracketed?.[2] ?? contact)?.[1];
    return [{ uri: uri.value, q: Number(q ?? 1) }];
  }

  #allows(scheme: string, { host }: URI): boolean {
    const { redirects, ownHosts, encrypted, first } = this.#options;
    if (redirects === 'refuse') return false;
    // RFC 3261 §26.2.2: who asked for encryption all the way gets it or nothing.
    if (scheme === 'sips' ? !encrypted : first.scheme === 'sips') return false;
    return redirects === 'follow' || ownHosts.includes(plainAddress(host).toLowerCase());
  }

  #isNew(uri: URI): boolean {
    const key = keyOf(uri);
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }
}

/** For a call of a line to `first`. */
export function redirectionOf({ line, servers }: LegContext, first: URI): Redirection {
  const { redirects, domain, server, transport } = line;
  const hosts = [domain, server?.host ?? domain, servers.present?.address ?? domain];
  return new Redirection({
    ...{ redirects, domain, first },
    ownHosts: hosts.map((host) => plainAddress(host).toLowerCase()),
    encrypted: transport === 'tls' || transport === 'wss',
  });
}

/** RFC 3261 §19.1.4 as far as it concerns what we call: the user part counts as written, the host does not. */
function keyOf({ scheme, user = '', host, port }: URI): string {
  return `${scheme}:${user}@${host.toLowerCase()}:${String(port ?? '')}`;
}
