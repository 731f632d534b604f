import { headers, mapHeader, type SipMessage } from '../message/message';
import { splitList } from '../message/split-list';
import { algorithmNamed, type Algorithm } from './algorithm';

/** A Digest challenge we can answer (RFC 7616 §3.3, RFC 2617 §3.2.1). */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly algorithm: Algorithm;
  /** `null`: the old form without quality of protection (RFC 2069). */
  readonly qop: 'auth' | 'auth-int' | null;
  /** The nonce was too old; the password was not wrong. */
  readonly stale: boolean;
}

/** A challenge and the header that answers it: a registrar's 401 or a proxy's 407. */
export interface Asked {
  readonly answerIn: 'Authorization' | 'Proxy-Authorization';
  readonly challenge: Challenge;
}

const ASKING = [
  ['www-authenticate', 'Authorization'],
  ['proxy-authenticate', 'Proxy-Authorization'],
] as const;

/**
 * All challenges of a response we could answer, and the response without its challenges: sip.js would see only
 * the last, and drop the whole message over a scheme its grammar does not know. A forking proxy may put several
 * of both kinds into one response (RFC 3261 §16.7).
 */
export function takeChallenges(response: SipMessage): { readonly asked: Asked[]; readonly rest: SipMessage } {
  const asked = ASKING.flatMap(([name, answerIn]) =>
    parseChallenges(headers(response, name)).map((challenge) => ({ answerIn, challenge })),
  );
  const rest = ASKING.reduce((message, [name]) => mapHeader(message, name, () => null), response);
  return { asked, rest };
}

/** The challenges among the values of WWW- or Proxy-Authenticate that we can answer; others are left out. */
export function parseChallenges(values: readonly string[]): Challenge[] {
  return values.flatMap(splitSchemes).flatMap(({ scheme, parameters }) => {
    const challenge = scheme.toLowerCase() === 'digest' ? digestChallenge(parameters) : null;
    return challenge ? [challenge] : [];
  });
}

interface Scheme {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
}

/** One value may carry several challenges, told apart only by a word without `=` before a parameter. */
function splitSchemes(value: string): Scheme[] {
  const schemes: Scheme[] = [];
  for (const part of splitList(value)) {
    const opening = /^([A-Za-z][\w.-]*)[ \t]+(?=[^=\s])(.*)$/s.exec(part);
    if (opening) schemes.push({ scheme: opening[1] ?? '', parameters: new Map() });
    const parameter = /^([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|(.*))$/s.exec((opening?.[2] ?? part).trim());
    // Of a parameter given twice the first counts.
    const parameters = schemes.at(-1)?.parameters;
    const name = parameter?.[1]?.toLowerCase() ?? '';
    if (parameter && parameters && !parameters.has(name)) {
      parameters.set(name, parameter[2] ?? parameter[3]?.trim() ?? '');
    }
  }
  return schemes;
}

function digestChallenge(parameters: ReadonlyMap<string, string>): Challenge | null {
  const realm = parameters.get('realm');
  const nonce = parameters.get('nonce');
  const algorithm = algorithmNamed(parameters.get('algorithm') ?? 'MD5');
  const qop = qualityOf(parameters.get('qop'));
  if (realm === undefined || nonce === undefined || nonce === '' || !algorithm || qop === undefined)
    return null;
  // A session's secret needs the client's nonce, which only goes along with a quality of protection.
  if (algorithm.session && qop === null) return null;
  const stale = parameters.get('stale')?.toLowerCase() === 'true';
  return { realm, nonce, opaque: parameters.get('opaque') ?? null, algorithm, qop, stale };
}

/**
 * `auth` where there is a choice: proxies and border controllers rewrite descriptions, and the hash of a body
 * would then not fit any more. Undefined when nothing we know is offered.
 */
function qualityOf(offered: string | undefined): Challenge['qop'] | undefined {
  if (offered === undefined) return null;
  const options = offered.split(',').map((option) => option.trim().toLowerCase());
  return (['auth', 'auth-int'] as const).find((known) => options.includes(known));
}
