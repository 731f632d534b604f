/** What was wrong with the certificate a server showed. Whether it was revoked is not looked up. */
export const CERTIFICATE_PROBLEMS = [
  'expired',
  'not-yet-valid',
  'wrong-name',
  'self-signed',
  'unknown-authority',
  /** Another than the one pinned for this line. */
  'not-the-pinned',
  /** The server asks for a certificate of ours, and took none or not that one. */
  'ours-refused',
  /** No TLS came about: too old a version, or no TLS there at all. */
  'handshake',
] as const;
export type CertificateProblem = (typeof CERTIFICATE_PROBLEMS)[number];

/** Why a line cannot be called. `status` and `phrase` are the SIP answer, for "Details". */
export type RegistrationFailure =
  | { readonly kind: 'name-not-found'; readonly host: string }
  | { readonly kind: 'refused'; readonly host: string }
  | { readonly kind: 'timeout'; readonly host: string }
  | {
      readonly kind: 'certificate';
      readonly host: string;
      readonly problem: CertificateProblem;
      /** Whom it names instead; empty for other problems. */
      readonly names: readonly string[];
      readonly detail: string;
    }
  | { readonly kind: 'wrong-password'; readonly status: number; readonly phrase: string }
  /** The server asked for a weaker hash of the password than before: perhaps somebody listens in between. */
  | { readonly kind: 'weaker-login'; readonly status: number; readonly phrase: string }
  | { readonly kind: 'unknown-user'; readonly status: number; readonly phrase: string }
  | { readonly kind: 'rejected'; readonly status: number; readonly phrase: string }
  | { readonly kind: 'connection-lost'; readonly host: string }
  | { readonly kind: 'internal'; readonly detail: string };

/** What was agreed on for an encrypted connection to the server, in the words of TLS: `TLSv1.3`. */
export interface TlsFacts {
  readonly version: string;
  readonly cipher: string;
}

/** Whether the registrar will send calls to us. Moments are wall-clock milliseconds. */
export type Registration =
  | { readonly state: 'off' }
  /** The password is neither in the keychain nor was it typed since the start. */
  | { readonly state: 'password-needed' }
  | { readonly state: 'registering' }
  | {
      readonly state: 'registered';
      readonly sinceMs: number;
      readonly expiresAtMs: number;
      readonly tls?: TlsFacts;
    }
  | { readonly state: 'failed'; readonly why: RegistrationFailure; readonly retryAtMs: number | null };
