/**
 * Extensions we follow when a request requires them (RFC 3261 §8.2.2.3) and offer in Supported (§20.37); any other is
 * refused with 420.
 */
export const UNDERSTOOD_OPTIONS: readonly string[] = ['100rel', 'timer', 'replaces', 'norefersub'];
