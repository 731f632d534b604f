/** What a model does differently from what its report descriptor says, or where the descriptor leaves it open. */
export interface Quirks {
  /** Phone Mute says a state although it is flagged relative, or the reverse; `null`: as the descriptor says. */
  readonly muteAbsolute: boolean | null;
  /** See `HeadsetTiming`. */
  readonly ackTimeoutMs: number;
  readonly hookEchoMs: number;
  /** Button 7 of the Button page is the reject key. */
  readonly separateReject: boolean;
  /** Its ringer is switched together with the Ring light. */
  readonly ringer: boolean;
  /**
   * Vendor pages that repeat the Telephony page id by id: read as telephony, but only for what the real page lacks,
   * or one press would count twice.
   */
  readonly mirrorPages: readonly number[];
}

export const NO_QUIRKS: Quirks = {
  muteAbsolute: null,
  ackTimeoutMs: 1_000,
  hookEchoMs: 2_500,
  separateReject: true,
  ringer: false,
  mirrorPages: [],
};
