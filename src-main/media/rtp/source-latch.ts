import { sequenceAhead, type RtpPacket } from './packet';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** In-order packets a source must show that is not the negotiated one (RFC 3550 A.1 MIN_SEQUENTIAL, doubled). */
const PROBATION_PACKETS = 4;
/** So long must the stream we listen to be silent before another SSRC of the same source takes its place. */
const SILENT_MS = 200;

/**
 * So long whoever was negotiated before is not taken for the new one's other address: of a forked call the telephone
 * that did not answer may still play its announcement.
 */
const LEAVING_MS = 2000;
const MOST_LEAVING = 8;

interface Candidate extends Endpoint {
  readonly ssrc: number;
  readonly sequence: number;
  readonly seen: number;
}

interface Latched extends Endpoint {
  readonly ssrc: number;
  readonly heardAtMs: number;
}

/**
 * Whom we listen to. The negotiated source is believed at once; any other (a NAT between us) only after some
 * packets in order, and only while nobody is latched, never one that was just replaced. Once latched, nobody else is heard until signalling
 * renegotiates; a far end that changes its SSRC without a word is followed only after its old stream fell silent.
 */
export class SourceLatch {
  #negotiated: Endpoint | undefined;
  #latched: Latched | undefined;
  #candidate: Candidate | undefined;
  #leaving: readonly (Endpoint & { readonly untilMs: number })[] = [];

  /** Where packets really come from, once known: packets of ours go there (symmetric RTP, RFC 4961). */
  get source(): Endpoint | undefined {
    return this.#latched;
  }

  get ssrc(): number | undefined {
    return this.#latched?.ssrc;
  }

  /** Signalling agreed anew: the next source latches afresh. */
  renegotiated(source: Endpoint, nowMs: number): void {
    const before = this.#negotiated;
    if (before && !same(source, before)) {
      const left = [before, ...(this.#latched ? [this.#latched] : [])];
      const leaving = left.map(({ address, port }) => ({ address, port, untilMs: nowMs + LEAVING_MS }));
      this.#leaving = [...this.#leaving, ...leaving].slice(-MOST_LEAVING);
    }
    this.#negotiated = source;
    this.#latched = undefined;
    this.#candidate = undefined;
  }

  /** Whether a packet is to be heard. */
  admit(from: Endpoint, packet: RtpPacket, nowMs: number): boolean {
    const latched = this.#latched;
    if (latched === undefined)
      return (
        (same(from, this.#negotiated) || (!this.#leaves(from, nowMs) && this.#proven(from, packet))) &&
        this.#latch(from, packet, nowMs)
      );
    if (!same(from, latched)) return false;
    if (packet.ssrc === latched.ssrc) return this.#latch(from, packet, nowMs);
    if (nowMs - latched.heardAtMs < SILENT_MS) return false;
    return this.#proven(from, packet) && this.#latch(from, packet, nowMs);
  }

  #leaves(from: Endpoint, nowMs: number): boolean {
    return this.#leaving.some((gone) => nowMs < gone.untilMs && same(from, gone));
  }

  #latch(from: Endpoint, packet: RtpPacket, nowMs: number): true {
    this.#candidate = undefined;
    this.#latched = { address: from.address, port: from.port, ssrc: packet.ssrc, heardAtMs: nowMs };
    return true;
  }

  #proven(from: Endpoint, packet: RtpPacket): boolean {
    const { ssrc, sequence } = packet;
    const before = this.#candidate;
    const goesOn =
      before !== undefined &&
      same(from, before) &&
      before.ssrc === ssrc &&
      sequenceAhead(before.sequence, sequence) === 1;
    const seen = goesOn ? before.seen + 1 : 1;
    this.#candidate = { address: from.address, port: from.port, ssrc, sequence, seen };
    return seen >= PROBATION_PACKETS;
  }
}

function same(a: Endpoint, b: Endpoint | undefined): boolean {
  return b !== undefined && a.port === b.port && a.address === b.address;
}
