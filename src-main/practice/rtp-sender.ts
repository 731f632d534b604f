import { uint32, type Random } from '../base/random';
import { serialiseEvent } from './dtmf';
import { serialiseRtp, wrappedDifference, type RtpPacket } from './rtp';
import { FRAME_SAMPLES, type Frame } from './source';

/** A received stream that jumps further than this has begun anew. */
const MAX_SEQUENCE_JUMP = 100;
const MAX_TIMESTAMP_JUMP = 80_000;

/** How the far end's stream maps onto ours; `in…` and `out…` are of its newest packet. */
interface Anchor {
  readonly ssrc: number;
  readonly firstOutSequence: number;
  readonly inSequence: number;
  readonly inTimestamp: number;
  readonly outSequence: number;
  readonly outTimestamp: number;
}

/**
 * The stream we send (RFC 3550 §5.1): one SSRC, and sequence and timestamp that run on through prompts, events,
 * holds and echo, because a receiver that sees them jump back stays silent for seconds.
 */
export class RtpSender {
  readonly ssrc: number;
  packetCount = 0;
  octetCount = 0;
  #sequence: number;
  #timestamp: number;
  #lastTimestamp: number;
  #eventStart = 0;
  #isResuming = true;
  #anchor: Anchor | undefined;

  constructor(random: Random) {
    this.ssrc = uint32(random);
    // Both may grow past their bits: they wrap on the wire.
    this.#sequence = uint32(random) & 0x7fff;
    this.#timestamp = uint32(random) >>> 1;
    this.#lastTimestamp = this.#timestamp - FRAME_SAMPLES;
  }

  /** The media clock now, in samples. */
  get timestamp(): number {
    return this.#timestamp;
  }

  /** Time passes, whether something is sent or not. */
  advance(periods: number): void {
    this.#timestamp += periods * FRAME_SAMPLES;
  }

  /** Nothing is sent for a while: the next packet bears the marker (RFC 3551 §4.1). */
  pause(): void {
    this.#isResuming = true;
    this.#anchor = undefined;
  }

  /** 20 ms of encoded sound. */
  sound(payloadType: number, payload: Uint8Array): Uint8Array {
    this.#catchUp();
    return this.#packet(payloadType, this.#isResuming, this.#timestamp, payload);
  }

  /** One step of an RFC 4733 event. */
  event(payloadType: number, frame: Extract<Frame, { kind: 'event' }>): Uint8Array {
    this.#catchUp();
    if (frame.isFirst) this.#eventStart = this.#timestamp;
    const { code, duration, isEnd } = frame;
    const payload = serialiseEvent({ code, isEnd, duration, volume: 10 });
    return this.#packet(payloadType, frame.isFirst, this.#eventStart, payload);
  }

  /** The far end's own packet, fitted into our stream: its losses and its order stay visible. */
  bounced(packet: RtpPacket): Uint8Array | undefined {
    const anchor = this.#anchorFor(packet);
    const step = wrappedDifference(packet.sequence, anchor.inSequence, 16);
    const outSequence = anchor.outSequence + step;
    const outTimestamp = anchor.outTimestamp + wrappedDifference(packet.timestamp, anchor.inTimestamp, 32);
    // Sent before the echo began: its place in our stream is taken by the prompt.
    if (outSequence < anchor.firstOutSequence) return undefined;
    if (step > 0) {
      const { sequence: inSequence, timestamp: inTimestamp } = packet;
      this.#anchor = { ...anchor, inSequence, inTimestamp, outSequence, outTimestamp };
    }
    const marker = packet.marker || this.#isResuming;
    return this.#packet(packet.payloadType, marker, outTimestamp, packet.payload, outSequence);
  }

  #anchorFor(packet: RtpPacket): Anchor {
    const known = this.#anchor;
    const isSame =
      known?.ssrc === packet.ssrc &&
      Math.abs(wrappedDifference(packet.sequence, known.inSequence, 16)) < MAX_SEQUENCE_JUMP &&
      Math.abs(wrappedDifference(packet.timestamp, known.inTimestamp, 32)) < MAX_TIMESTAMP_JUMP;
    if (isSame) return known;
    this.#catchUp();
    this.#anchor = {
      ssrc: packet.ssrc,
      firstOutSequence: this.#sequence,
      inSequence: packet.sequence,
      inTimestamp: packet.timestamp,
      outSequence: this.#sequence,
      outTimestamp: this.#timestamp,
    };
    return this.#anchor;
  }

  /** After an echo the media clock may lie a little behind what was sent. */
  #catchUp(): void {
    this.#timestamp = Math.max(this.#timestamp, this.#lastTimestamp + 1);
  }

  #packet(
    payloadType: number,
    marker: boolean,
    timestamp: number,
    payload: Uint8Array,
    sequence = this.#sequence,
  ): Uint8Array {
    this.#isResuming = false;
    this.#lastTimestamp = Math.max(this.#lastTimestamp, timestamp);
    this.#sequence = Math.max(this.#sequence, sequence + 1);
    this.packetCount += 1;
    this.octetCount += payload.length;
    return serialiseRtp({ payloadType, marker, sequence, timestamp, ssrc: this.ssrc, payload });
  }
}
