import type { LegStats } from '../../src-preload/contract/media';
import { legStats } from './leg-stats';
import { openPeer } from './peer';
import { SoundPath, type Room } from './sound-path';

/** A peer connection to the gateway of the line process. Without a call it has no audio element and sends nothing. */
export class GatewayLeg {
  readonly #id: string;
  readonly #room: Room;
  readonly #peer: RTCPeerConnection;
  readonly #transceiver: RTCRtpTransceiver;
  #path: SoundPath | undefined;

  constructor(id: string, room: Room, failed: () => void) {
    this.#id = id;
    this.#room = room;
    this.#peer = openPeer(failed);
    // With a direction the browser would make streams, and with streams it never sleeps again.
    this.#transceiver = this.#peer.addTransceiver('audio', { direction: 'inactive' });
  }

  async offer(): Promise<string> {
    await this.#peer.setLocalDescription();
    return this.#peer.localDescription?.sdp ?? '';
  }

  async answer(sdp: string): Promise<void> {
    await this.#peer.setRemoteDescription({ type: 'answer', sdp });
  }

  async reanswer(sdp: string): Promise<void> {
    this.#transceiver.direction = 'sendrecv';
    await this.offer();
    await this.answer(sdp);
  }

  attach(callId: string): void {
    this.#path?.close();
    const { sender, receiver } = this.#transceiver;
    this.#path = new SoundPath(this.#room, this.#id, callId, receiver.track, (track) => {
      // Refused only when the connection is closed meanwhile.
      sender.replaceTrack(track).catch(() => undefined);
    });
  }

  applyMute(): void {
    this.#path?.applyMute();
  }

  /** Loudness of the far end just now, 0…1. */
  get level(): number {
    return this.#path ? (this.#transceiver.receiver.getSynchronizationSources()[0]?.audioLevel ?? 0) : 0;
  }

  stats(): Promise<LegStats> {
    return legStats(this.#peer);
  }

  close(): void {
    this.#path?.close();
    this.#path = undefined;
    this.#peer.close();
  }
}
