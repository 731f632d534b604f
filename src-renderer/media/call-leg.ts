import type { LegStats, MediaRequest } from '../../src-preload/contract/media';
import { legStats } from './leg-stats';
import { openPeer } from './peer';
import { SoundPath, type Room } from './sound-path';

type Call = Pick<Extract<MediaRequest, { kind: 'call/offer' }>, 'legId' | 'callId' | 'direction' | 'codecs'>;

/** Far ends want all candidates in one description; after this long those found must do. */
const GATHERING_MS = 2000;
/** ICE and DTLS take well under a second; by then a call that was answered is deaf and dumb. */
const CONNECT_MS = 8000;
const TONE_MS = 100;
const TONE_GAP_MS = 70;

/** A peer connection to a WebRTC far end. */
export class CallLeg {
  readonly #peer: RTCPeerConnection;
  readonly #room: Room;
  #transceiver: RTCRtpTransceiver | undefined;
  #path: SoundPath | undefined;
  #connected = false;
  readonly #failed: () => void;
  #deadline: number | undefined;
  #talks = true;

  constructor(room: Room, failed: () => void) {
    this.#room = room;
    this.#failed = failed;
    this.#peer = openPeer(failed);
  }

  async offer(call: Call): Promise<string> {
    if (this.#peer.signalingState === 'have-local-offer')
      await this.#peer.setLocalDescription({ type: 'rollback' });
    this.#prepare(this.#transceiver ?? this.#peer.addTransceiver('audio'), call);
    return this.#describe();
  }

  /** May come twice (183, then 200): the second is the answer to a fresh offer that the far end never sees. */
  async accept(sdp: string): Promise<void> {
    if (this.#peer.signalingState === 'stable') {
      if (this.#peer.remoteDescription?.sdp === sdp) return;
      await this.#peer.setLocalDescription();
    }
    await this.#peer.setRemoteDescription({ type: 'answer', sdp });
  }

  async answer(call: Call, offer: string): Promise<string> {
    await this.#peer.setRemoteDescription({ type: 'offer', sdp: offer });
    const transceiver = this.#peer.getTransceivers().find(({ receiver }) => receiver.track.kind === 'audio');
    if (!transceiver) throw new Error('the offer has no audio');
    this.#prepare(transceiver, call);
    return this.#describe();
  }

  async rollback(): Promise<void> {
    if (this.#peer.signalingState === 'have-local-offer')
      await this.#peer.setLocalDescription({ type: 'rollback' });
  }

  connect(): void {
    this.#connected = true;
    this.#speak();
    window.clearTimeout(this.#deadline);
    this.#deadline = window.setTimeout(() => {
      if (this.#peer.connectionState !== 'connected') this.#failed();
    }, CONNECT_MS);
  }

  /** Resolves when the last tone is out. */
  async dtmf(digits: string): Promise<void> {
    const sender = this.#transceiver?.sender.dtmf;
    if (!sender?.canInsertDTMF) throw new Error('the far end takes no digits');
    await new Promise<void>((resolve) => {
      // Digits pressed meanwhile go behind these: whoever waits hears of the end of all.
      const look = ({ tone }: RTCDTMFToneChangeEvent): void => {
        if (tone !== '') return;
        sender.removeEventListener('tonechange', look);
        resolve();
      };
      sender.addEventListener('tonechange', look);
      sender.insertDTMF(sender.toneBuffer + digits, TONE_MS, TONE_GAP_MS);
    });
  }

  applyMute(): void {
    this.#path?.applyMute();
  }

  get level(): number {
    return this.#transceiver?.receiver.getSynchronizationSources()[0]?.audioLevel ?? 0;
  }

  stats(): Promise<LegStats> {
    return legStats(this.#peer);
  }

  close(): void {
    window.clearTimeout(this.#deadline);
    this.#path?.close();
    this.#path = undefined;
    this.#peer.close();
  }

  #prepare(transceiver: RTCRtpTransceiver, { legId, callId, direction, codecs }: Call): void {
    this.#transceiver = transceiver;
    transceiver.direction = direction;
    transceiver.setCodecPreferences(preferences(codecs));
    // Holding is meant, not playing the office to the far end.
    this.#talks = direction === 'sendrecv';
    this.#path ??= new SoundPath(this.#room, legId, callId, transceiver.receiver.track, () => {
      this.#speak();
    });
    this.#speak();
  }

  #speak(): void {
    const track = this.#connected && this.#talks ? (this.#path?.microphoneTrack ?? null) : null;
    this.#transceiver?.sender.replaceTrack(track).catch(() => undefined);
  }

  async #describe(): Promise<string> {
    await this.#peer.setLocalDescription();
    await gathered(this.#peer);
    return this.#peer.localDescription?.sdp ?? '';
  }
}

function preferences(names: readonly string[]): RTCRtpCodec[] {
  const known = RTCRtpReceiver.getCapabilities('audio')?.codecs ?? [];
  const called = (name: string): RTCRtpCodec[] =>
    known.filter(({ mimeType }) => mimeType.toLowerCase() === `audio/${name.toLowerCase()}`);
  return [...names, 'telephone-event'].flatMap(called);
}

function gathered(peer: RTCPeerConnection): Promise<void> {
  if (peer.iceGatheringState === 'complete') return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      window.clearTimeout(timer);
      peer.removeEventListener('icegatheringstatechange', look);
      resolve();
    };
    const look = (): void => {
      if (peer.iceGatheringState === 'complete') finish();
    };
    const timer = window.setTimeout(finish, GATHERING_MS);
    peer.addEventListener('icegatheringstatechange', look);
  });
}
