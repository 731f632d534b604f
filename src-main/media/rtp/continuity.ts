import { sequenceAhead, timestampAhead } from './packet';

/** A timestamp this far off what the sequence promises is a new beginning, not a pause. */
const MAX_TIMESTAMP_LEAP_S = 5;
/** SRTP's rollover counter is guessed from small steps (RFC 3711 §3.3.1): a longer gap is closed up. */
const MAX_SEQUENCE_LEAP = 64;
const PTIME_MS = 20;

export interface StreamPosition {
  readonly sequence: number;
  readonly timestamp: number;
}

/**
 * One unbroken stream towards the media window: across SSRC changes, calls, holds and swallowed packets. The
 * browser's jitter buffer answers a backwards jump with 10–15 s of silence, and SRTP loses its rollover counter.
 */
export class Continuity {
  #stream: unknown;
  #sequenceOffset = 0;
  #timestampOffset = 0;
  #last: (StreamPosition & { readonly atMs: number }) | undefined;

  /** Added to a far-end timestamp to get the window's: for sender reports. */
  get timestampOffset(): number {
    return this.#timestampOffset;
  }

  /** Added to a far-end sequence number to get the window's: for receiver reports. */
  get sequenceOffset(): number {
    return this.#sequenceOffset;
  }

  /** `stream` is whatever is new when the far end's numbers start afresh (its SSRC in this call, say). */
  next(stream: unknown, at: StreamPosition, clockRate: number, nowMs: number): StreamPosition {
    if (this.#stream !== stream || this.#leapt(at, clockRate)) this.#anchor(at, clockRate, nowMs);
    this.#stream = stream;
    const sequence = (at.sequence + this.#sequenceOffset) & 0xffff;
    const timestamp = (at.timestamp + this.#timestampOffset) >>> 0;
    if (this.#last === undefined || sequenceAhead(this.#last.sequence, sequence) > 0)
      this.#last = { sequence, timestamp, atMs: nowMs };
    return { sequence, timestamp };
  }

  /** A packet of the stream that the window must not see: the numbers close up behind it. */
  swallowed(stream: unknown): void {
    if (this.#stream === stream) this.#sequenceOffset = (this.#sequenceOffset - 1) & 0xffff;
  }

  #leapt(at: StreamPosition, clockRate: number): boolean {
    if (this.#last === undefined) return false;
    const steps = sequenceAhead(this.#last.sequence, (at.sequence + this.#sequenceOffset) & 0xffff);
    const ahead = timestampAhead(this.#last.timestamp, (at.timestamp + this.#timestampOffset) >>> 0);
    if (steps > MAX_SEQUENCE_LEAP || steps < -MAX_SEQUENCE_LEAP) return true;
    return Math.abs(ahead) > MAX_TIMESTAMP_LEAP_S * clockRate || (steps > 0 && ahead < 0);
  }

  #anchor(at: StreamPosition, clockRate: number, nowMs: number): void {
    if (this.#last === undefined) {
      this.#sequenceOffset = 0;
      this.#timestampOffset = 0;
      return;
    }
    const pausedMs = Math.max(PTIME_MS, nowMs - this.#last.atMs);
    this.#sequenceOffset = (this.#last.sequence + 1 - at.sequence) & 0xffff;
    this.#timestampOffset =
      (this.#last.timestamp + Math.round((pausedMs * clockRate) / 1000) - at.timestamp) >>> 0;
  }
}
