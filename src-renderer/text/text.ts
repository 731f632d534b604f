import type { EndReasonView } from '../../src-preload/contract/calls';
import type { RegistrationFailureView } from '../../src-preload/contract/lines';
import { de } from './de';
import { en, type Text } from './en';
import type { Sentence } from './sentence';

export type { Text } from './en';
export type { CommandFailure } from './reasons';
export type { Sentence } from './sentence';
export type Language = 'de' | 'en';

const languages: Readonly<Record<Language, Text>> = { de, en };

export function textFor(language: Language): Text {
  return languages[language];
}

/** Why a call ended, as a person would say it; `who` is the other party. */
export function endSentence(t: Text, why: EndReasonView, who: string): Sentence {
  // Each entry takes exactly its own kind, which TypeScript cannot follow through the lookup.
  const say = t.endReasons[why.kind] as (why: EndReasonView, who: string) => Sentence;
  return say(why, who);
}

/** Why a line cannot be called; `domain` stands in where the failure names no host. */
export function failureSentence(t: Text, why: RegistrationFailureView, domain: string): Sentence {
  const say = t.registrationFailures[why.kind] as (why: RegistrationFailureView, domain: string) => Sentence;
  return say(why, domain);
}

/** What the SIP answer or the system said, for “Details”; `null` when it adds nothing. */
export function technicalDetail(t: Text, why: EndReasonView | RegistrationFailureView): string | null {
  const parts: string[] = [];
  if ('status' in why && why.status !== null) parts.push(t.calls.sipAnswer(why.status));
  if ('phrase' in why && why.phrase !== '') parts.push(why.phrase);
  if ('detail' in why && why.detail !== '') parts.push(why.detail);
  return parts.length > 0 ? parts.join(' · ') : null;
}
