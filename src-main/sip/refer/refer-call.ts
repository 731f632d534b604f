import type { Session } from 'sip.js/lib/core/index.js';
import { ANONYMOUS_HOST } from '../identity/discretion';
import type { Leg, LegContext } from '../call/leg';

/** The call a REFER is about. */
export interface ReferCall {
  readonly leg: Leg;
  readonly context: LegContext;
  readonly session: Session;
  /** Our user's part in the call is over. */
  readonly hangUp: () => void;
}

/** Our number is withheld from the far end (RFC 3323): then also from whom it calls for us, or we for it. */
export function isHidden({ localURI }: Session): boolean {
  return localURI.host === ANONYMOUS_HOST;
}
