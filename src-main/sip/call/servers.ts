import type { Endpoint } from '../transport/flow';

/** The servers of a line as a call that is being made sees them (RFC 3263 §4.3). */
export interface Servers {
  /** Where requests go now; `null` while no flow is open. */
  readonly present: Endpoint | null;
  /** Whether one may be asked that is not known to be silent or overloaded. */
  readonly hasAlternative: boolean;
  /**
   * `failed` did not answer, broke off or is overloaded, and asked to be left alone for `afterMs` (`null`: it said
   * nothing). True when requests now go to another one.
   */
  next(failed: Endpoint | null, afterMs: number | null): Promise<boolean>;
}

/** First server and so many others: then the person hears that nobody can be reached. */
export const MOST_SERVERS = 4;
/** Silence after which another server is asked: four transmissions over UDP, 6 s. In T1. */
export const PATIENCE_T1 = 12;
