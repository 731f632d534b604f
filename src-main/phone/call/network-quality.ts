/** What the network did to the sound of one direction. */
export interface StreamQuality {
  /** Sent by its sender, as far as whoever counts can know; those lost among them. */
  readonly packets: number;
  readonly lost: number;
  /** 0…1, since the figures before. */
  readonly lossShare: number;
  /** Interarrival jitter (RFC 3550 §6.4.1). */
  readonly jitterMs: number;
}

/** How the network between us and the far end of an `rtp` call does. What nobody has measured is `null`. */
export interface NetworkQuality {
  /** What we hear, counted by us. */
  readonly heard: StreamQuality | null;
  /** What they hear of us, as their reports say. */
  readonly sent: StreamQuality | null;
  readonly roundTripMs: number | null;
  /** What their end made of what it heard of us, where it says so (RFC 3611 §4.7): shares, 0…1. */
  readonly theirs: {
    readonly lossShare: number;
    readonly discardShare: number;
    readonly burstDensity: number;
    readonly gapDensity: number;
  } | null;
}
