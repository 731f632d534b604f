import { strengthOf } from './algorithm';
import type { Asked } from './challenge';
import type { RegistrarMemory } from './registrar-memory';

export type Choice =
  | { readonly kind: 'answer'; readonly asked: readonly Asked[] }
  /** Only hashes weaker than those asked for before: someone may be listening in between. */
  | { readonly kind: 'weaker' }
  /** Nothing we know how to answer, or another realm than the line's. */
  | { readonly kind: 'none' };

/**
 * Of all challenges the ones to answer: of each realm the strongest (RFC 8760 §2.4), of the line's own realms
 * only. A REGISTER goes to the registrar and nobody else, so what it is asked names the realms.
 */
export function chooseChallenges(
  asked: readonly Asked[],
  method: string,
  registrar: RegistrarMemory,
): Choice {
  const own = strongestOfEach(asked).filter(
    ({ challenge }) => method === 'REGISTER' || registrar.owns(challenge.realm),
  );
  const answerable = own.filter(({ challenge }) => registrar.allows(challenge));
  for (const { challenge } of answerable) registrar.saw(challenge);
  if (answerable.length > 0) return { kind: 'answer', asked: answerable };
  return { kind: own.length > 0 ? 'weaker' : 'none' };
}

/** Names what a challenge is about: a second one of the same key replaces the first. */
export function keyOf({ answerIn, challenge }: Asked): string {
  return `${answerIn} ${challenge.realm}`;
}

function strongestOfEach(asked: readonly Asked[]): Asked[] {
  const best = new Map<string, Asked>();
  for (const one of asked) {
    const other = best.get(keyOf(one));
    if (!other || strengthOf(one.challenge.algorithm) > strengthOf(other.challenge.algorithm))
      best.set(keyOf(one), one);
  }
  return [...best.values()];
}
