import type { Party } from './party';

/** Why whoever was called first did not take the call; `always`: they send on all of theirs. */
export const DIVERSION_REASONS = [
  'busy',
  'no-answer',
  'unavailable',
  'always',
  'deflected',
  'unknown',
] as const;
export type DiversionReason = (typeof DIVERSION_REASONS)[number];

/** Who was called before the call was sent on to us. */
export interface Diversion {
  readonly party: Party;
  readonly reason: DiversionReason;
}
