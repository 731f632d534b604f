import type { Disposable } from '../../base/disposable';
import type { Codec } from '../../phone/account/line';
import type { CallId } from '../../phone/call/signalling';
import type { Continuity } from '../rtp/continuity';
import type { Report } from '../rtcp/packet';
import type { LegId, LegStats } from '../media-window';

/** One encoded frame on its way between the window and the network. */
export interface LegFrame {
  readonly codec: Codec;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly payload: Buffer;
}

/** Who gets what the window sends. */
export interface LegReceiver {
  frame(frame: LegFrame): void;
  report(report: Report): void;
  /** The leg is gone for good. */
  failed(): void;
}

/** How the window encodes what the microphone hears. */
export interface Encoding {
  /** The first is what is sent; all are understood. */
  readonly codecs: readonly Codec[];
  /** 10, 20 … 60. */
  readonly ptimeMs: number;
  /** Value of Opus' `a=fmtp`. */
  readonly opus: string;
}

/** A connected WebRTC path between this process and the media window. */
export interface Leg extends Disposable {
  readonly id: LegId;
  /** Our stream towards the window; the same for the leg's whole life. */
  readonly ssrc: number;
  /** The window's stream towards us, once it was heard. */
  readonly windowSsrc: number | undefined;
  /** Belongs to the leg, not to the call: the window's jitter buffer outlives calls. */
  readonly continuity: Continuity;
  receiver: LegReceiver | null;
  /** A window-only negotiation of a few milliseconds. */
  useEncoding(encoding: Encoding): Promise<void>;
  attach(callId: CallId): Promise<void>;
  send(frame: LegFrame): void;
  sendReport(report: Report): void;
  stats(): Promise<LegStats>;
}
