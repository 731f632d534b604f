/** The other end of a call as the network named it; all empty when it does not want to be named. Text only: control and bidi characters are already removed. */
export interface Party {
  /** `sip:`, `sips:` or `tel:` URI without headers and dangerous parameters. */
  readonly uri: string;
  /** Display name, `null` when none came. */
  readonly name: string | null;
  /** What to show as the number: the user part, or the whole address for `name@host` addresses. */
  readonly number: string;
}

/** Somebody who does not want to be known. */
export const WITHHELD: Party = { uri: '', name: null, number: '' };
