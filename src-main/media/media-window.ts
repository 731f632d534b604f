import type { Event } from '../base/signal';
import type { Codec } from '../phone/account/line';
import type { CallId } from '../phone/call/signalling';
import type { Direction } from '../phone/call/media-session';

/** Names one peer connection of the media window; chosen by the line process. */
export type LegId = string;

export interface LegStats {
  /** Packets the browser received on this leg, and lost ones among them as it sees it. */
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly packetsSent: number;
  /** Samples it had to invent, of how many it played. */
  readonly concealedSamples: number;
  readonly totalSamples: number;
  readonly jitterMs: number;
  readonly jitterBufferMs: number;
  /** Sum of squared samples over time (W3C webrtc-stats): grows while something is heard. */
  readonly audioEnergy: number;
}

export interface WebRtcCall {
  readonly legId: LegId;
  readonly callId: CallId;
  readonly direction: Direction;
  readonly codecs: readonly Codec[];
}

/**
 * The hidden window with the browser's sound engine. Every method rejects when the window is gone or does not
 * answer in time; the session it belongs to then waits for the next window.
 */
export interface MediaWindow {
  /** Makes a peer connection to the gateway and its offer, still without sound; only the gateway has candidates. */
  offerLeg(legId: LegId): Promise<string>;
  answerLeg(legId: LegId, sdp: string): Promise<void>;
  /** A fresh offer inside the window, now with sound, answered with `sdp`: changes codecs, never ICE or DTLS. */
  reanswerLeg(legId: LegId, sdp: string): Promise<void>;
  /** Joins microphone and loudspeaker to the leg. */
  attachLeg(legId: LegId, callId: CallId): Promise<void>;
  closeLeg(legId: LegId): Promise<void>;
  stats(legId: LegId): Promise<LegStats>;

  /** Calls whose media run between the window and the far end. Descriptions hold all their ICE candidates. */
  offerCall(call: WebRtcCall): Promise<string>;
  acceptAnswer(legId: LegId, sdp: string): Promise<void>;
  answerCall(call: WebRtcCall, offer: string): Promise<string>;
  rollbackCall(legId: LegId): Promise<void>;
  /** The call was answered: what the microphone hears may be sent. */
  connectCall(legId: LegId): Promise<void>;
  sendDtmf(legId: LegId, digits: string): Promise<void>;

  /** A leg's ICE or DTLS gave up. */
  readonly onLegFailed: Event<LegId>;
}
