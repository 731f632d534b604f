/** Messages to a line from addresses it does not listen to: not answered, only counted. */
export interface Strangers {
  readonly count: number;
  /** Since when they are counted, wall-clock milliseconds: the line was set anew then. */
  readonly sinceMs: number;
}
