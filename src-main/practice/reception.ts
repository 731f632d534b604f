import { wrappedDifference, type RtpPacket } from './rtp';
import { SAMPLE_RATE } from './tone';

/** An RTCP report block's content (RFC 3550 §6.4.1) about one source. */
export interface ReceptionReport {
  readonly ssrc: number;
  /** 0 to 255: the share lost since the last report, in 256ths. */
  readonly fractionLost: number;
  readonly lost: number;
  readonly highestSequence: number;
  /** In samples. */
  readonly jitter: number;
}

/** Counts what arrives from one source (RFC 3550 A.3 and A.8). */
export class Reception {
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #highest: number;
  #jitter = 0;
  #lastTransit: number | undefined;

  constructor(
    readonly ssrc: number,
    private readonly firstSequence: number,
  ) {
    this.#highest = firstSequence;
  }

  /** `atMs` is monotonic. */
  count(packet: RtpPacket, atMs: number): void {
    this.#received += 1;
    this.#highest += Math.max(0, wrappedDifference(packet.sequence, this.#highest, 16));
    const transit = (atMs * SAMPLE_RATE) / 1000 - packet.timestamp;
    const change = Math.abs(transit - (this.#lastTransit ?? transit));
    // A jump of the sender's clock is no jitter.
    if (change < SAMPLE_RATE) this.#jitter += (change - this.#jitter) / 16;
    this.#lastTransit = transit;
  }

  /** Begins the next reporting interval. */
  report(): ReceptionReport {
    const expected = this.#highest - this.firstSequence + 1;
    const expectedNow = expected - this.#expectedBefore;
    const lostNow = expectedNow - (this.#received - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    return {
      ssrc: this.ssrc,
      fractionLost:
        expectedNow > 0 && lostNow > 0 ? Math.min(255, Math.floor((lostNow * 256) / expectedNow)) : 0,
      lost: Math.max(0, Math.min(0x7f_ffff, expected - this.#received)),
      highestSequence: this.#highest,
      jitter: Math.round(this.#jitter),
    };
  }
}
