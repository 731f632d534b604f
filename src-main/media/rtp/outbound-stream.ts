import { uint32, type Random } from '../../base/random';
import { writeRtp } from './packet';

const PTIME_MS = 20;

/** One frame of the window's, or one of our own making. */
export interface Frame {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly timestamp: number;
  readonly payload: Buffer;
}

/**
 * The one RTP stream a call sends (RFC 3550 §5.1): its own SSRC, a sequence without holes, and timestamps that
 * run on when the window's stream is replaced, falls silent or changes its codec.
 */
export class OutboundStream {
  #ssrc: number;
  readonly #random: Random;
  #sequence: number;
  #source: string | undefined;
  #timestampOffset = 0;
  #last: { readonly timestamp: number; readonly atMs: number } | undefined;
  #sentAtMs: number | undefined;
  #packets = 0;
  #octets = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#ssrc = uint32(random);
    // RFC 3711 §3.3.1 wants a start below 2^15 where SRTP may follow; plain RTP does not mind.
    this.#sequence = uint32(random) & 0x7fff;
  }

  get ssrc(): number {
    return this.#ssrc;
  }

  /**
   * Another SSRC, because another key is used from now on: whether a rollover counter goes on under it is understood
   * in two ways, that of a new stream in one.
   */
  restart(): void {
    this.#ssrc = uint32(this.#random);
    this.#sequence = uint32(this.#random) & 0x7fff;
    this.#packets = 0;
    this.#octets = 0;
  }

  /** For sender reports (RFC 3550 §6.4.1). */
  get counts(): { readonly packets: number; readonly octets: number } {
    return { packets: this.#packets, octets: this.#octets };
  }

  get timestampOffset(): number {
    return this.#timestampOffset;
  }

  /** When the last packet went out, on the monotonic clock. */
  get sentAtMs(): number | undefined {
    return this.#sentAtMs;
  }

  /** The packet to send; `source` names the stream and clock the frame's timestamp belongs to. */
  voice(source: string, frame: Frame, clockRate: number, nowMs: number): Buffer {
    if (source !== this.#source) {
      this.#timestampOffset = (this.timestampNow(clockRate, nowMs) - frame.timestamp) >>> 0;
      this.#source = source;
    }
    const timestamp = (frame.timestamp + this.#timestampOffset) >>> 0;
    return this.#packet({ ...frame, timestamp }, nowMs);
  }

  /** A packet whose timestamp is already this stream's: telephone-events (RFC 4733 §2.2.1) and silence. */
  own(frame: Frame, nowMs: number): Buffer {
    return this.#packet(frame, nowMs);
  }

  /** The timestamp a packet of this moment has. */
  timestampNow(clockRate: number, nowMs: number): number {
    if (this.#last === undefined) return uint32(this.#random);
    const elapsedMs = Math.max(PTIME_MS, nowMs - this.#last.atMs);
    return (this.#last.timestamp + Math.round((elapsedMs * clockRate) / 1000)) >>> 0;
  }

  #packet(frame: Frame, nowMs: number): Buffer {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#packets = (this.#packets + 1) >>> 0;
    this.#octets = (this.#octets + frame.payload.length) >>> 0;
    this.#sentAtMs = nowMs;
    // The packets of one telephone-event share the moment of its first.
    if (this.#last?.timestamp !== frame.timestamp) this.#last = { timestamp: frame.timestamp, atMs: nowMs };
    return writeRtp({ ...frame, sequence: this.#sequence, ssrc: this.#ssrc });
  }
}
