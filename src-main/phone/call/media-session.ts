import type { Disposable } from '../../base/disposable';
import type { Result } from '../../base/result';
import type { Event } from '../../base/signal';
import type { Line, LineId } from '../account/line';
import type { NetworkQuality } from './network-quality';
import type { CallId, MediaInfo } from './signalling';

/** RFC 3264 §5.1 direction attribute, seen from whoever wrote the description. */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export type SdpFailure =
  | { readonly kind: 'bad-sdp'; readonly detail: string }
  | { readonly kind: 'no-common-codec' }
  /** The line demands encrypted sound; the far end's description has none. */
  | { readonly kind: 'not-encrypted' }
  /** The far end's description demands what the line must not or cannot do. */
  | { readonly kind: 'encryption-demanded' }
  /** The media window is not there (just being re-created) or a socket could not be opened. */
  | { readonly kind: 'media-unavailable'; readonly detail: string };

/**
 * One call's media as signalling sees it: the offer/answer model (RFC 3264) with SDP as text.
 * Sound flows towards the far end only after `connected(true)`: before the answer nothing of ours is sent.
 */
export interface MediaSession extends Disposable {
  /** A new offer of ours; `direction` is what we want now (`sendonly` holds the far end). */
  createOffer(direction: Direction): Promise<Result<string, SdpFailure>>;
  /** The far end's answer to our last offer; may come several times (183, then 200). */
  acceptAnswer(sdp: string): Promise<Result<void, SdpFailure>>;
  /** The far end's offer (INVITE or re-INVITE) → our answer. */
  createAnswer(offer: string, direction: Direction): Promise<Result<string, SdpFailure>>;
  /** Our last offer was refused: what was agreed before still holds (RFC 3261 §14.1). */
  rollback(): void;
  /** This machine is reached at another address: the next description of ours names it, and sound flows from there. */
  moved(): void;
  /** The call was answered: from now on what the microphone hears is sent. */
  connected(): void;
  /** What the far end last said it does; `0.0.0.0` counts as `inactive` or `sendonly` (RFC 3264 §8.4). */
  readonly remoteDirection: Direction;
  readonly info: MediaInfo;
  readonly onInfo: Event<MediaInfo>;
  /** Every two seconds of an answered `rtp` call in which anything is known. */
  readonly onQuality: Event<NetworkQuality>;
  /** A digit received as an RFC 4733 event, once per press. */
  readonly onDtmf: Event<string>;
  /** Resolves when the last digit is out; fails when the far end offers no telephone-event. */
  sendDtmf(digits: string): Promise<Result<void, { readonly kind: 'dtmf-unsupported' }>>;
}

/** The media side of the line process. */
export interface MediaPort {
  /** `here` is our address on the way to the line's server at this moment; `null` while there is none. */
  open(callId: CallId, line: Line, here?: () => string | null): MediaSession;
  /** Keeps one leg to the media window connected, so that a call starts without waiting for it. */
  warm(line: Line): void;
  cool(lineId: LineId): void;
}
