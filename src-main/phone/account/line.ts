/** Identifies a line for as long as it is configured; survives renaming. */
export type LineId = string;

export const TRANSPORTS = ['udp', 'tcp', 'tls', 'ws', 'wss'] as const;
export type TransportKind = (typeof TRANSPORTS)[number];

export const CODECS = ['opus', 'G722', 'PCMA', 'PCMU'] as const;
export type Codec = (typeof CODECS)[number];

/** Whether a call is sent on where its target points to: anywhere, within the line's own exchange, or not at all. */
export const REDIRECTS = ['follow', 'same-domain', 'refuse'] as const;
export type Redirects = (typeof REDIRECTS)[number];

/**
 * Whether the sound of an `rtp` line is encrypted (SRTP): never, when the far end offers it, or else there is no call.
 * Keys travel in descriptions, and so only where signalling is encrypted.
 */
export const ENCRYPTIONS = ['off', 'if-offered', 'required'] as const;
export type Encryption = (typeof ENCRYPTIONS)[number];

/** A telephone line: one address of record and how to reach its registrar. Holds no secret. */
export interface Line {
  readonly id: LineId;
  /** What the user calls it: "Office". */
  readonly label: string;
  /** Shown to the people we call; may be empty. */
  readonly displayName: string;
  /** User part of the address of record (RFC 3261 §10). */
  readonly user: string;
  /** SIP domain: host part of the address of record, the digest realm's home and the name certificates must carry. */
  readonly domain: string;
  /** User name for digest authentication when it differs from `user`. */
  readonly authUser: string | null;
  readonly transport: TransportKind;
  /** Where to send to when it is not the domain itself: outbound proxy or registrar address. */
  readonly server: { readonly host: string; readonly port: number | null } | null;
  /** Path of the WebSocket URL, `/ws` at most PBXs; ignored by other transports. */
  readonly webSocketPath: string;
  /** `rtp` goes through the gateway; `webrtc` runs ICE and DTLS-SRTP between the media window and the far end. */
  readonly media: 'rtp' | 'webrtc';
  /** In order of preference; never empty. */
  readonly codecs: readonly Codec[];
  /** A private certificate authority (PEM) trusted for this line besides the system's. */
  readonly trustedCa: string | null;
  /** SHA-256 of the server's certificate in hexadecimal: this one and no other, whoever signed it and whatever it names. */
  readonly pinnedCertificate: string | null;
  /** Shown to a server that asks who we are (PEM, the chain after it); its key is a secret and not kept here. */
  readonly clientCertificate: string | null;
  /** What we ask the registrar for, seconds (60…3600). */
  readonly expiresS: number;
  /** What the exchange says about callers counts more than what they say themselves (RFC 3325). */
  readonly trustsIdentity: boolean;
  /** The people we call do not learn our number, unless a call says otherwise. */
  readonly hidesIdentity: boolean;
  /** Calls may ask to be answered by themselves: intercom, paging. */
  readonly autoAnswer: boolean;
  /** What becomes of a call of ours that is answered 3xx (RFC 3261 §8.1.3.4). */
  readonly redirects: Redirects;
  readonly encryption: Encryption;
}
