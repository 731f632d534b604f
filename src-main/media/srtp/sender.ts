import { RTP_HEADER_BYTES, rtpHeaderBytes } from '../rtp/packet';
import { sessionKeys, type MasterKey } from './key-derivation';
import type { Suite } from './suite';
import { counterOf, rolloverTrailer, transformOf, type Transform } from './transform';

const RTCP_HEAD_BYTES = 8;
const ENCRYPTED = 0x8000_0000;

/** Protects what we send under one master key: one RTP stream in its order, and its RTCP. */
export class SrtpSender {
  readonly #suite: Suite;
  readonly #rtp: Transform;
  readonly #rtcp: Transform;
  #stream: { readonly ssrc: number; readonly sequence: number; readonly rollovers: number } | undefined;
  #rtcpIndex = 0;

  constructor(suite: Suite, master: MasterKey) {
    this.#suite = suite;
    this.#rtp = transformOf(suite, sessionKeys(suite, master, 'rtp'), suite.rtpTagBytes);
    this.#rtcp = transformOf(suite, sessionKeys(suite, master, 'rtcp'), suite.rtcpTagBytes);
  }

  /** @param bytes a whole RTP packet of our own making */
  protectRtp(bytes: Buffer): Buffer {
    const head = bytes.subarray(0, rtpHeaderBytes(bytes) ?? RTP_HEADER_BYTES);
    const [ssrc, sequence] = [bytes.readUInt32BE(8), bytes.readUInt16BE(2)];
    const rollovers = this.#rollovers(ssrc, sequence);
    const place = { ssrc, index: rollovers * 0x1_0000 + sequence };
    const trailer = rolloverTrailer(this.#suite, rollovers);
    const { text, tag } = this.#rtp.seal(place, head, bytes.subarray(head.length), trailer);
    return Buffer.concat([head, text, tag]);
  }

  /** @param bytes a whole compound packet of our own making */
  protectRtcp(bytes: Buffer): Buffer {
    const head = bytes.subarray(0, RTCP_HEAD_BYTES);
    this.#rtcpIndex++;
    const trailer = counterOf(this.#rtcpIndex + ENCRYPTED);
    const place = { ssrc: bytes.readUInt32BE(4), index: this.#rtcpIndex };
    const { text, tag } = this.#rtcp.seal(place, head, bytes.subarray(RTCP_HEAD_BYTES), trailer);
    return Buffer.concat(this.#suite.aead ? [head, text, tag, trailer] : [head, text, trailer, tag]);
  }

  /** RFC 3711 §3.3.1: our own numbers run on without a hole, so that a smaller one is one that has come round. */
  #rollovers(ssrc: number, sequence: number): number {
    const before = this.#stream?.ssrc === ssrc ? this.#stream : undefined;
    const rollovers = (before?.rollovers ?? 0) + (before && sequence < before.sequence ? 1 : 0);
    this.#stream = { ssrc, sequence, rollovers };
    return rollovers;
  }
}
