/** Why a call is over, in the terms a person asks in. `status` is the SIP answer where one came. */
export type EndReason =
  | { readonly kind: 'hung-up'; readonly by: 'us' | 'them' }
  /** We gave up before they answered. */
  | { readonly kind: 'cancelled' }
  /** They gave up before we answered. */
  | { readonly kind: 'missed' }
  /** Another of the user's phones took it (RFC 3326 `Reason: SIP;cause=200`). */
  | { readonly kind: 'answered-elsewhere' }
  | { readonly kind: 'declined'; readonly by: 'us' | 'them'; readonly status: number | null }
  | { readonly kind: 'busy'; readonly status: number }
  | { readonly kind: 'no-answer'; readonly status: number }
  | { readonly kind: 'not-found'; readonly status: number }
  | { readonly kind: 'unreachable'; readonly status: number }
  | { readonly kind: 'no-common-codec'; readonly status: number | null }
  /** This line demands encrypted sound, and they had none to offer or took none. */
  | { readonly kind: 'not-encrypted'; readonly status: number | null }
  /** They demand encrypted sound, and this line has it switched off or knows no common way. */
  | { readonly kind: 'encryption-demanded'; readonly status: number | null }
  | { readonly kind: 'not-registered' }
  /** A `sips:` address was dialled on a line without TLS. */
  | { readonly kind: 'line-not-encrypted' }
  | { readonly kind: 'wrong-password'; readonly status: number }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'connection-lost' }
  /** Our line process died; it is being restarted. */
  | { readonly kind: 'line-restarted' }
  | { readonly kind: 'rejected'; readonly status: number; readonly phrase: string }
  | { readonly kind: 'internal'; readonly detail: string };
