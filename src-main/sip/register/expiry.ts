import { fraction, type Random } from '../../base/random';
import { splitList } from '../message/split-list';

/** What we ask for and believe, seconds: outside it registrars were seen to cause storms of 100 REGISTERs. */
const SHORTEST_S = 60;
const LONGEST_S = 3_600;
/** A few border controllers grant less on purpose, to keep a router's mapping open. */
const SHORTEST_BELIEVED_S = 30;

/** What to ask for. */
export function askedExpiry(configuredS: number): number {
  const seconds = Number.isFinite(configuredS) ? Math.round(configuredS) : LONGEST_S;
  return Math.min(Math.max(seconds, SHORTEST_S), LONGEST_S);
}

/** What a registrar granted: `expires` of our own Contact, else the Expires header, else what was asked. */
export function grantedExpiry(
  contacts: readonly string[],
  expiresHeader: string | undefined,
  ownHostPort: string,
  askedS: number,
): number {
  const own = ownContact(contacts, ownHostPort);
  const stated = /;\s*expires\s*=\s*"?(-?\d+)/i.exec(own ?? '')?.[1] ?? expiresHeader?.trim();
  const seconds = stated !== undefined && /^-?\d+$/.test(stated) ? Number(stated) : askedS;
  if (seconds < SHORTEST_BELIEVED_S) return SHORTEST_S;
  return Math.min(seconds, LONGEST_S);
}

/** Our own binding among all those a registrar lists: other phones of the same user have theirs. */
export function ownContact(contacts: readonly string[], ownHostPort: string): string | undefined {
  const bindings = contacts.flatMap(splitList);
  return (
    bindings.find((binding) => binding.includes(ownHostPort)) ??
    (bindings.length === 1 ? bindings[0] : undefined)
  );
}

/** When to refresh: 80 to 90 % of the way, so that phones that started together do not stay together. */
export function refreshDelayMs(grantedS: number, random: Random): number {
  return grantedS * 1_000 * (0.8 + 0.1 * fraction(random));
}
