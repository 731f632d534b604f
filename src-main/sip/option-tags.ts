/** Extensions we follow when a request requires them (RFC 3261 §8.2.2.3); any other is refused with 420. */
export const UNDERSTOOD_OPTIONS: readonly string[] = ['100rel', 'timer', 'replaces', 'norefersub'];

/** Extensions a far end may use with us (RFC 3261 §20.37). */
export const SUPPORTED_OPTIONS: readonly string[] = UNDERSTOOD_OPTIONS;
