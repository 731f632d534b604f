/** Why a text did not reach anybody. */
export type PageFailure =
  /** Longer than a single message may be on this line (RFC 3428 §8). */
  | 'too-long'
  | 'bad-target'
  | 'not-registered'
  /** They, or the exchange, do not want it. */
  | 'refused'
  | 'timeout';
