import type { Received } from '../../ladder/support/sip-text';
import type { Place } from './draft';

/**
 * What became of a message: the status it was answered with, `rings`, or `silence`. For a response to our INVITE,
 * what was reported of the call; `ignored` when nothing was.
 */
export type Outcome = string;

interface Common {
  readonly section: string;
  readonly title: string;
  /** What the RFC asks of whoever gets such a message, in few words. */
  readonly asks: string;
  /** Every outcome the RFC leaves open to a telephone that is no registrar. */
  readonly right: readonly Outcome[];
}

export interface RequestCategory extends Common {
  readonly request: (place: Place) => string | Uint8Array;
}

export interface ResponseCategory extends Common {
  /** A response to `invite`. */
  readonly response: (invite: Received) => string;
}

export type Category = RequestCategory | ResponseCategory;
