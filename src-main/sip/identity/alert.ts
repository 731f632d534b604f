import type { AlertClass } from '../../phone/call/alert-class';
import type { Headers } from './asserted';

/** More is not looked at. Characters, over all values. */
const LONGEST = 2_048;

/** How exchanges name their ways of ringing, the first that fits counts: RFC 7462 §7, and what came before it. */
const CLASSES: readonly (readonly [RegExp, AlertClass])[] = [
  [/urn:alert:priority:high|\binfo\s*=\s*"?alert-(?:priority|emergency)|\bBellcore-dr3\b/i, 'priority'],
  [/urn:alert:source:internal|\balert-internal\b|\bBellcore-dr1\b/i, 'internal'],
  [/urn:alert:source:external|\balert-external\b|\bBellcore-dr2\b/i, 'external'],
  [/\balert-group\b/i, 'group'],
];

/** In which way our exchange wants this call to ring. The sounds that a URL names are never fetched. */
export function alertClass(message: Headers): AlertClass | null {
  const values = message.getHeaders('alert-info').join(', ').slice(0, LONGEST);
  return CLASSES.find(([pattern]) => pattern.test(values))?.[1] ?? null;
}

/** Whether the call asks to be answered at once, in one of the ways exchanges ask it (RFC 5373, RFC 7462 aside). */
export function asksForAnswer(message: Headers): boolean {
  const first = (name: string): string => message.getHeaders(name).join(', ').slice(0, LONGEST);
  return (
    /;\s*answer-after\s*=\s*"?0+"?\s*(?:[;,>]|$)/i.test(`${first('call-info')},${first('alert-info')}`) ||
    /\binfo\s*=\s*"?alert-autoanswer\b|\bring[ -]answer\b|\bauto[ -]answer\b/i.test(first('alert-info')) ||
    /(?:^|,)\s*auto\b/i.test(`${first('answer-mode')},${first('priv-answer-mode')}`)
  );
}
