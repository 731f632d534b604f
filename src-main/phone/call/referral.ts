import type { Party } from './party';

/** The far end of a call asks us to call somebody else instead (RFC 3515). */
export interface Referral {
  readonly target: Party;
}
