/** What a voicemail box holds (RFC 3842), as far as its exchange says. */
export interface MessagesWaiting {
  readonly waiting: boolean;
  /** `null`: not said. */
  readonly newCount: number | null;
  readonly oldCount: number | null;
  /** Whom to call to listen to them: a URI as written; `null`: not said. */
  readonly account: string | null;
}
