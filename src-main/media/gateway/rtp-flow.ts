import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import type { NetworkQuality } from '../../phone/call/network-quality';
import { token, type Random } from '../../base/random';
import { CODEC_FACTS } from '../codec';
import { DtmfReceiver } from '../dtmf/receiver';
import type { EventStream } from '../dtmf/sender';
import { DtmfSender } from '../dtmf/sender';
import type { Leg, LegFrame, LegReceiver } from '../loopback/leg';
import type { PortPair } from '../port-pool';
import { parseRtcp, writeBye, writeRtcp, type Report } from '../rtcp/packet';
import { readVoipMetrics, writeVoipMetrics } from '../rtcp/voip-metrics';
import { translated } from '../rtcp/translate';
import { OutboundStream } from '../rtp/outbound-stream';
import { parseRtp, type RtpPacket } from '../rtp/packet';
import { ReplayWindow } from '../rtp/replay-window';
import { SourceLatch, type Endpoint } from '../rtp/source-latch';
import type { Route } from './route';
import { CallQuality } from './call-quality';
import type { Protection } from './sdes';

const KEEP_ALIVE_CHECK_MS = 1000;
/** A far end without our sound keeps its NAT open, and learns where we are, by a silent frame now and then. */
const SILENCE_MS = 1000;
/** On hold even those are rare (RFC 6263 §4.4). */
const HELD_SILENCE_MS = 15_000;
/** How often the figures of the network are told. */
const QUALITY_MS = 2000;

export interface FlowParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly onDigit: (digit: string) => void;
  readonly onQuality: (quality: NetworkQuality) => void;
}

/** Carries one call's packets between the network and a leg. */
export class RtpFlow implements LegReceiver, Disposable {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onDigit: (digit: string) => void;
  readonly #onQuality: (quality: NetworkQuality) => void;
  readonly #quality = new CallQuality();
  readonly #cname: string;
  readonly #outbound: OutboundStream;
  readonly #latch = new SourceLatch();
  readonly #dtmfIn = new DtmfReceiver();
  readonly #dtmfOut: DtmfSender;
  readonly #owned = new DisposableStore();
  #replay = new ReplayWindow();
  /** What is new whenever the far end's numbers start afresh. */
  #stream: { readonly ssrc: number } | undefined;
  #route: Route | undefined;
  #leg: Leg | undefined;
  #legOrdinal = 0;
  #ports: PortPair | undefined;
  #protection: Protection | null = null;
  #connected = false;

  constructor({ clock, random, log, onDigit, onQuality }: FlowParts) {
    this.#clock = clock;
    this.#log = log;
    this.#onDigit = onDigit;
    this.#onQuality = onQuality;
    this.#cname = `${token(random)}@offhook.invalid`;
    this.#outbound = new OutboundStream(random);
    this.#dtmfOut = this.#owned.add(new DtmfSender(clock));
  }

  /** Set by whoever holds the flow: the leg broke and another is needed. */
  onLegFailed: () => void = () => undefined;

  /** The ones before, if there were any, are closed. */
  usePorts(ports: PortPair): void {
    if (this.#ports) this.#owned.release(this.#ports);
    this.#ports = this.#owned.add(ports);
  }

  useLeg(leg: Leg | undefined): void {
    if (this.#leg) this.#leg.receiver = null;
    this.#leg = leg;
    this.#legOrdinal++;
    if (leg) leg.receiver = this;
  }

  /** Signalling agreed on something new; `afresh` also lets another source latch. */
  useRoute(route: Route, afresh: boolean): void {
    this.#route = route;
    const { endpoints } = route;
    if (afresh && endpoints)
      this.#latch.renegotiated(
        { address: endpoints.address, port: endpoints.rtpPort },
        this.#clock.monotonicMs(),
      );
  }

  /** From now on packets are encrypted so, both ways; `null`: not at all. To be told before the route. */
  useProtection(protection: Protection | null): void {
    const before = this.#protection?.send;
    if (before && protection && before !== protection.send) this.#outbound.restart();
    this.#protection = protection;
  }

  connected(): void {
    if (this.#connected) return;
    this.#connected = true;
    this.#owned.add(
      this.#clock.every(KEEP_ALIVE_CHECK_MS, () => {
        this.#keepAlive();
      }),
    );
    this.#owned.add(
      this.#clock.every(QUALITY_MS, () => {
        const quality = this.#quality.take();
        if (quality) this.#onQuality(quality);
      }),
    );
  }

  async sendDtmf(digits: string): Promise<boolean> {
    return this.#dtmfOut.send(digits, () => this.#eventStream());
  }

  dispose(): void {
    const destination = this.#rtcpDestination();
    if (this.#connected && destination)
      this.#sendRtcp(writeBye(this.#outbound.ssrc, this.#cname), destination);
    this.useLeg(undefined);
    this.#route = undefined;
    this.#owned.dispose();
  }

  // From the window.

  frame(frame: LegFrame): void {
    const route = this.#route;
    if (!this.#connected || !route?.speak || !route.maySend || this.#dtmfOut.pressing) return;
    // While the window still encodes for the codec before, its frames mean nothing to the far end.
    if (frame.codec !== route.codec) return;
    const source = `${String(this.#legOrdinal)}/${frame.codec}`;
    const { marker, timestamp, payload } = frame;
    const { clockRate } = CODEC_FACTS[frame.codec];
    const nowMs = this.#clock.monotonicMs();
    const out = { marker, timestamp, payload, payloadType: route.payloadType };
    this.#send(this.#outbound.voice(source, out, clockRate, nowMs));
  }

  report(report: Report): void {
    const destination = this.#rtcpDestination();
    if (!this.#connected || !destination || !this.#leg) return;
    const about = this.#stream && {
      from: this.#leg.ssrc,
      to: this.#stream.ssrc,
      sequenceOffset: -this.#leg.continuity.sequenceOffset,
    };
    const { ssrc, timestampOffset, counts } = this.#outbound;
    const mapped = translated(report, { ssrc, timestampOffset, counts, about: about ?? null });
    // A sender report that speaks of packets never sent would be a lie.
    const sender = counts.packets === 0 ? null : mapped.sender;
    const metrics = this.#quality.metrics();
    const sent = { ...mapped, sender };
    this.#quality.reportSent(sent, this.#clock.monotonicMs());
    const packet = writeRtcp(sent, this.#cname);
    this.#sendRtcp(metrics ? Buffer.concat([packet, writeVoipMetrics(ssrc, metrics)]) : packet, destination);
  }

  failed(): void {
    this.#leg = undefined;
    this.onLegFailed();
  }

  // From the network.

  readonly receivers = {
    rtp: (bytes: Buffer, from: Endpoint): void => {
      const plain = this.#protection ? this.#protection.receive.openRtp(bytes) : bytes;
      const packet = plain && parseRtp(plain);
      if (packet) this.#received(packet, from);
    },
    rtcp: (bytes: Buffer, from: Endpoint): void => {
      if (!this.#isFarEnd(from)) return;
      const plain = this.#protection ? this.#protection.receive.openRtcp(bytes) : bytes;
      const reports = plain && parseRtcp(plain);
      if (!reports) return;
      this.#reported(reports);
      for (const metrics of readVoipMetrics(plain))
        if (metrics.ssrc === this.#outbound.ssrc) this.#quality.told(metrics);
    },
  };

  #received(packet: RtpPacket, from: Endpoint): void {
    const route = this.#route;
    const codec = route?.incoming.get(packet.payloadType);
    const isEvent = route?.incomingEvents.has(packet.payloadType) === true;
    if (!route || (codec === undefined && !isEvent)) return;
    const nowMs = this.#clock.monotonicMs();
    if (!this.#latch.admit(from, packet, nowMs) || !this.#isFresh(packet)) return;
    this.#quality.received(packet, CODEC_FACTS[codec ?? route.codec].clockRate, nowMs);
    if (codec === undefined) this.#receivedEvent(packet);
    else if (route.hear) this.#play({ ...packet, codec }, nowMs);
  }

  #isFresh({ ssrc, sequence }: RtpPacket): boolean {
    if (this.#stream?.ssrc !== ssrc) {
      this.#stream = { ssrc };
      this.#replay = new ReplayWindow();
    }
    const freshness = this.#replay.admit(sequence);
    if (freshness === 'restarted') {
      this.#stream = { ssrc };
      this.#quality.restarted();
    }
    if (freshness === 'drop') this.#quality.discarded();
    return freshness !== 'drop';
  }

  #receivedEvent(packet: RtpPacket): void {
    this.#leg?.continuity.swallowed(this.#stream);
    const digit = this.#dtmfIn.digit(packet);
    if (digit !== undefined && this.#connected) this.#onDigit(digit);
  }

  #play(frame: LegFrame, nowMs: number): void {
    if (!this.#leg) return;
    const { clockRate } = CODEC_FACTS[frame.codec];
    this.#leg.send({ ...frame, ...this.#leg.continuity.next(this.#stream, frame, clockRate, nowMs) });
  }

  #reported(reports: readonly Report[]): void {
    const leg = this.#leg;
    for (const report of reports) {
      this.#learn(report);
      if (!leg || report.ssrc !== this.#stream?.ssrc) continue;
      const about =
        leg.windowSsrc === undefined
          ? null
          : { from: this.#outbound.ssrc, to: leg.windowSsrc, sequenceOffset: 0 };
      const { timestampOffset } = leg.continuity;
      leg.sendReport(translated(report, { ssrc: leg.ssrc, timestampOffset, counts: null, about }));
    }
  }

  #learn({ reports }: Report): void {
    const about = reports.find(({ ssrc }) => ssrc === this.#outbound.ssrc);
    const codec = this.#route?.codec;
    if (!about || !codec) return;
    const { packets } = this.#outbound.counts;
    this.#quality.reported(about, CODEC_FACTS[codec].clockRate, packets, this.#clock.monotonicMs());
  }

  // To the network.

  #send(bytes: Buffer): void {
    const endpoints = this.#route?.endpoints;
    if (!endpoints) return;
    const to = this.#latch.source ?? { address: endpoints.address, port: endpoints.rtpPort };
    this.#ports?.sendRtp(this.#protection?.send.protectRtp(bytes) ?? bytes, to);
  }

  #sendRtcp(bytes: Buffer, to: Endpoint): void {
    this.#ports?.sendRtcp(this.#protection?.send.protectRtcp(bytes) ?? bytes, to);
  }

  #rtcpDestination(): Endpoint | undefined {
    const endpoints = this.#route?.endpoints;
    if (!endpoints) return undefined;
    const { source } = this.#latch;
    const moved = source && (source.address !== endpoints.address || source.port !== endpoints.rtpPort);
    if (moved) return { address: source.address, port: Math.min(65_535, source.port + 1) };
    return { address: endpoints.rtcpAddress, port: endpoints.rtcpPort };
  }

  #isFarEnd(from: Endpoint): boolean {
    const endpoints = this.#route?.endpoints;
    return (
      from.address === (this.#latch.source?.address ?? endpoints?.address) ||
      from.address === endpoints?.rtcpAddress
    );
  }

  #eventStream(): EventStream | undefined {
    const route = this.#route;
    if (!this.#connected || !route?.event || !route.maySend) return undefined;
    const { payloadType, clockRate } = route.event;
    return {
      clockRate,
      timestampNow: () =>
        this.#outbound.timestampNow(CODEC_FACTS[route.codec].clockRate, this.#clock.monotonicMs()),
      send: (packet) => {
        this.#send(this.#outbound.own({ ...packet, payloadType }, this.#clock.monotonicMs()));
      },
    };
  }

  #keepAlive(): void {
    const route = this.#route;
    if (!route?.maySend || this.#dtmfOut.pressing) return;
    const nowMs = this.#clock.monotonicMs();
    const silentMs = nowMs - (this.#outbound.sentAtMs ?? -Infinity);
    if (silentMs < (route.speak ? SILENCE_MS : HELD_SILENCE_MS)) return;
    const { clockRate, silence } = CODEC_FACTS[route.codec];
    const timestamp = this.#outbound.timestampNow(clockRate, nowMs);
    const { payloadType } = route;
    this.#send(this.#outbound.own({ payloadType, marker: true, timestamp, payload: silence }, nowMs));
    this.#log('debug', 'kept alive by silence');
  }
}
