import type { NetworkQuality, StreamQuality } from '../../phone/call/network-quality';
import type { ReceptionReport, Report } from '../rtcp/packet';
import type { VoipMetrics } from '../rtcp/voip-metrics';
import type { RtpPacket } from '../rtp/packet';
import { Reception } from '../rtp/reception';

/** Sender reports remembered, so that an answer to one of them tells the round trip. */
const REMEMBERED = 8;
const PACKET_MS = 20;

/** What the network does to a call, by our own counting and by what the far end reports. */
export class CallQuality {
  #heard: Reception | undefined;
  #sent: StreamQuality | null = null;
  #roundTripMs: number | null = null;
  #theirs: NetworkQuality['theirs'] = null;
  readonly #senderReports: { readonly middle: number; readonly atMs: number }[] = [];

  received({ ssrc, sequence, timestamp }: RtpPacket, clockRate: number, nowMs: number): void {
    if (this.#heard?.ssrc !== ssrc || this.#heard.clockRate !== clockRate)
      this.#heard = new Reception(ssrc, sequence, clockRate);
    this.#heard.received({ sequence, timestamp }, nowMs);
  }

  discarded(): void {
    this.#heard?.discard();
  }

  /** The stream's numbers start afresh. */
  restarted(): void {
    this.#heard = undefined;
  }

  reportSent({ sender }: Report, nowMs: number): void {
    if (!sender) return;
    const middle = (((sender.ntpSeconds & 0xffff) << 16) | (sender.ntpFraction >>> 16)) >>> 0;
    this.#senderReports.push({ middle, atMs: nowMs });
    if (this.#senderReports.length > REMEMBERED) this.#senderReports.shift();
  }

  /** What they say of our stream, of which so many packets went out. */
  reported(about: ReceptionReport, clockRate: number, packets: number, nowMs: number): void {
    this.#sent = {
      packets,
      lost: Math.min(packets, Math.max(0, about.cumulativeLost)),
      lossShare: about.fractionLost / 256,
      jitterMs: (1000 * about.jitter) / clockRate,
    };
    const answered = this.#senderReports.find(({ middle }) => middle === about.lastSr);
    if (!answered || about.lastSr === 0) return;
    // RFC 3550 §6.4.1: in 1/65,536 s. Clocks that differ may make it negative.
    this.#roundTripMs = Math.max(0, nowMs - answered.atMs - (1000 * about.delaySinceLastSr) / 0x1_0000);
  }

  told({ lossShare, discardShare, burstDensity, gapDensity }: VoipMetrics): void {
    this.#theirs = { lossShare, discardShare, burstDensity, gapDensity };
  }

  /** `null` while nobody knows anything. */
  take(): NetworkQuality | null {
    const heard = this.#heard;
    if (!heard && !this.#sent) return null;
    return {
      heard: heard
        ? {
            packets: heard.expected,
            lost: heard.lost,
            lossShare: heard.takeLossShare(),
            jitterMs: heard.jitterMs,
          }
        : null,
      sent: this.#sent,
      roundTripMs: this.#roundTripMs,
      theirs: this.#theirs,
    };
  }

  /** What we report of their stream besides (RFC 3611 §4.7). */
  metrics(): VoipMetrics | null {
    const heard = this.#heard;
    if (!heard || heard.expected <= 0) return null;
    const { burstDensity, gapDensity, burstPackets, gapPackets } = heard.losses.figures;
    return {
      ssrc: heard.ssrc,
      lossShare: heard.lost / heard.expected,
      discardShare: Math.min(1, heard.discarded / heard.expected),
      ...{ burstDensity, gapDensity },
      burstMs: burstPackets * PACKET_MS,
      gapMs: gapPackets * PACKET_MS,
      roundTripMs: this.#roundTripMs,
    };
  }
}
