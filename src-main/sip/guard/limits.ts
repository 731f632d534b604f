/** What a message may at most measure. Bytes, except `headers`; a datagram beyond its limit is dropped unread. */
export const LIMITS = { datagram: 16_384, streamMessage: 65_536, headers: 200, line: 4_096 } as const;
