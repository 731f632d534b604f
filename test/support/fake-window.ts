import { RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, type RtpPacket } from 'werift';
import { Signal } from '../../src-main/base/signal';
import type { LegStats, MediaWindow } from '../../src-main/media/media-window';
import { within } from './deadline';

const CODECS = [
  new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48_000, channels: 2, payloadType: 111 }),
  new RTCRtpCodecParameters({ mimeType: 'audio/G722', clockRate: 8000, channels: 1, payloadType: 9 }),
  new RTCRtpCodecParameters({ mimeType: 'audio/PCMU', clockRate: 8000, channels: 1, payloadType: 0 }),
  new RTCRtpCodecParameters({ mimeType: 'audio/PCMA', clockRate: 8000, channels: 1, payloadType: 8 }),
];

/** A packet as the window heard it. */
export interface Heard {
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
}

/** One peer connection of the fake window, in the browser's role. */
export class FakeLeg {
  readonly heard: Heard[] = [];
  readonly #peer: RTCPeerConnection;
  readonly #arrived = new Signal<Heard>();
  readonly #answered = new Signal<void>();
  callId: string | undefined;
  /** What the last answer of the gateway put first. */
  sendsPayloadType = -1;
  direction = '';
  /** What that answer asks of the encoder: `a=ptime`, and `a=fmtp` of Opus. */
  ptimeMs = 0;
  opus = '';
  #sequence = 0xfff0;
  #timestamp = 0xffff_fc00;
  readonly ssrc = 0x1234_5678;

  constructor() {
    this.#peer = new RTCPeerConnection({
      iceServers: [],
      iceUseIpv4: false,
      iceUseIpv6: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
      bundlePolicy: 'max-bundle',
      codecs: { audio: CODECS, video: [] },
    });
    this.#peer.addTransceiver('audio', { direction: 'sendrecv' });
  }

  async offer(): Promise<string> {
    const offer = await this.#peer.createOffer();
    await this.#peer.setLocalDescription(offer);
    return this.#peer.localDescription?.sdp ?? '';
  }

  async answer(sdp: string): Promise<void> {
    this.read(sdp);
    await this.#peer.setRemoteDescription({ type: 'answer', sdp });
    this.#peer.dtlsTransports[0]?.onRtp.subscribe((packet: RtpPacket) => {
      const { payloadType, sequenceNumber, timestamp, ssrc } = packet.header;
      const heard = { payloadType, sequence: sequenceNumber, timestamp, ssrc, payload: packet.payload };
      this.heard.push(heard);
      this.#arrived.fire(heard);
    });
  }

  read(sdp: string): void {
    this.sendsPayloadType = Number(/^m=audio \d+ \S+ (\d+)/m.exec(sdp)?.[1] ?? -1);
    this.direction = /^a=(sendrecv|inactive)/m.exec(sdp)?.[1] ?? '';
    this.ptimeMs = Number(/^a=ptime:(\d+)/m.exec(sdp)?.[1]);
    this.opus = /^a=fmtp:111 (\S+)/m.exec(sdp)?.[1] ?? '';
    this.#answered.fire();
  }

  attach(callId: string): void {
    this.callId = callId;
  }

  /** As a microphone would; without `payloadType`, with the codec the gateway asked for. */
  send(payload: Buffer, options: { marker?: boolean; payloadType?: number; samples?: number } = {}): void {
    const { marker = false, payloadType = this.sendsPayloadType, samples = 160 } = options;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + samples) >>> 0;
    const { ssrc } = this;
    const header = new RtpHeader({ payloadType, marker, ssrc, version: 2 });
    header.sequenceNumber = this.#sequence;
    header.timestamp = this.#timestamp;
    void this.#peer.dtlsTransports[0]?.sendRtp(payload, header);
  }

  /** The next packet heard, or one heard before, that satisfies `wanted`. */
  async hears(what: string, wanted: (heard: Heard) => boolean, ms = 3000): Promise<Heard> {
    const known = this.heard.find(wanted);
    if (known) return known;
    return within(ms, what, once(this.#arrived, wanted));
  }

  /** Our end of DTLS may come up a moment after the gateway's. */
  async connected(): Promise<void> {
    const transport = this.#peer.dtlsTransports[0];
    if (!transport || transport.state === 'connected') return;
    await transport.onStateChange.watch((state) => state === 'connected', 3000);
  }

  async sends(payloadType: number, ms = 3000): Promise<void> {
    if (this.sendsPayloadType === payloadType) return;
    const asked = once(this.#answered, () => this.sendsPayloadType === payloadType);
    await within(ms, `the gateway asks for payload type ${String(payloadType)}`, asked);
  }

  /** The next answer of the gateway, or the last one, that satisfies `wanted`. */
  async asked(what: string, wanted: () => boolean, ms = 3000): Promise<void> {
    if (!wanted()) await within(ms, what, once(this.#answered, wanted));
  }

  async close(): Promise<void> {
    await this.#peer.close();
  }
}

function once<T>(signal: Signal<T>, wanted: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const listening = signal.event((value) => {
      if (!wanted(value)) return;
      listening.dispose();
      resolve(value);
    });
  });
}

/** A media window on werift in plain Node: sends and hears known payloads instead of sound. */
export class FakeWindow implements MediaWindow {
  readonly legs = new Map<string, FakeLeg>();
  readonly requests: string[] = [];
  readonly #opened = new Signal<FakeLeg>();
  readonly #failed = new Signal<string>();
  readonly onLegFailed = this.#failed.event;
  #alive = true;

  async offerLeg(legId: string): Promise<string> {
    this.#note('offer');
    const leg = new FakeLeg();
    this.legs.set(legId, leg);
    return leg.offer();
  }

  async answerLeg(legId: string, sdp: string): Promise<void> {
    this.#note('answer');
    await this.#leg(legId).answer(sdp);
  }

  reanswerLeg(legId: string, sdp: string): Promise<void> {
    this.#note('reanswer');
    this.#leg(legId).read(sdp);
    return Promise.resolve();
  }

  attachLeg(legId: string, callId: string): Promise<void> {
    this.#note('attach');
    this.#leg(legId).attach(callId);
    this.#opened.fire(this.#leg(legId));
    return Promise.resolve();
  }

  async closeLeg(legId: string): Promise<void> {
    this.#note('close');
    const leg = this.legs.get(legId);
    this.legs.delete(legId);
    await leg?.close();
  }

  stats(): Promise<LegStats> {
    return Promise.reject(new Error('the fake window keeps no statistics'));
  }

  offerCall(): Promise<string> {
    return Promise.resolve(WEBRTC_SDP);
  }

  acceptAnswer(): Promise<void> {
    this.#note('call/accept');
    return Promise.resolve();
  }

  answerCall(): Promise<string> {
    return Promise.resolve(WEBRTC_SDP);
  }

  rollbackCall(): Promise<void> {
    this.#note('call/rollback');
    return Promise.resolve();
  }

  connectCall(): Promise<void> {
    this.#note('call/connect');
    return Promise.resolve();
  }

  sendDtmf(_legId: string, digits: string): Promise<void> {
    this.#note(`call/dtmf ${digits}`);
    return Promise.resolve();
  }

  /** The leg that carries a call's sound. */
  async legOf(callId: string, ms = 3000): Promise<FakeLeg> {
    const known = [...this.legs.values()].find((leg) => leg.callId === callId);
    const leg =
      known ??
      (await within(
        ms,
        `a leg for ${callId}`,
        once(this.#opened, (opened) => opened.callId === callId),
      ));
    await leg.connected();
    return leg;
  }

  /** As when the renderer crashes: nothing answers any more. */
  async die(): Promise<void> {
    this.#alive = false;
    await Promise.all([...this.legs.values()].map((leg) => leg.close()));
    this.legs.clear();
  }

  #note(request: string): void {
    if (!this.#alive) throw new Error('the media window is gone');
    this.requests.push(request);
  }

  #leg(legId: string): FakeLeg {
    const leg = this.legs.get(legId);
    if (!leg) throw new Error(`no leg ${legId}`);
    return leg;
  }
}

export const WEBRTC_SDP = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'm=audio 40000 UDP/TLS/RTP/SAVPF 111 126',
  'c=IN IP4 127.0.0.1',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:126 telephone-event/8000',
  'a=fingerprint:sha-256 00',
  'a=sendrecv',
  '',
].join('\r\n');
