import { RTP_HEADER_BYTES, rtpHeaderBytes } from '../rtp/packet';
import { IndexWindow } from './index-window';
import { sessionKeys, type MasterKey } from './key-derivation';
import type { Suite } from './suite';
import { rolloverTrailer, transformOf, type Transform } from './transform';

const RTCP_HEAD_BYTES = 8;
const RTCP_INDEX_BYTES = 4;
const HALF = 0x8000;
const ROUND = 0x1_0000;
const MAX_INDEX = 2 ** 48;
/** Streams remembered under one key; who may begin one has proved to know the key. */
const MAX_STREAMS = 32;

/** A master key of the far end's, and by which identifier its packets name it (RFC 3711 §3.1), if they do. */
export interface RemoteKey extends MasterKey {
  readonly identifier: Buffer | null;
}

interface Key {
  readonly identifier: Buffer | null;
  readonly rtp: Transform;
  readonly rtcp: Transform;
}

/**
 * Opens what the far end sends under the keys of one description. Nothing is believed of a packet before its tag was
 * found right, neither its place nor that its stream exists; each passes once.
 */
export class SrtpReceiver {
  readonly #suite: Suite;
  readonly #keys: readonly Key[];
  readonly #identifierBytes: number;
  readonly #rtp = new Streams();
  readonly #rtcp = new Streams();
  /** The one whose place this one takes: its packets may still be under way, until the first of ours came. */
  #before: SrtpReceiver | undefined;
  /** Whether a rekeyed stream counts its rollovers on (RFC 3711 §8.1) or afresh is only seen by trying. */
  #counted: Streams | undefined;

  constructor(suite: Suite, keys: readonly RemoteKey[], before?: SrtpReceiver) {
    this.#suite = suite;
    this.#keys = keys.map((key) => ({
      identifier: key.identifier,
      rtp: transformOf(suite, sessionKeys(suite, key, 'rtp'), suite.rtpTagBytes),
      rtcp: transformOf(suite, sessionKeys(suite, key, 'rtcp'), suite.rtcpTagBytes),
    }));
    this.#identifierBytes = keys[0]?.identifier?.length ?? 0;
    if (!before) return;
    this.#before = before;
    this.#counted = before.#rtp;
    // Two generations are enough, however often the far end rekeys.
    before.#before = undefined;
  }

  /** The RTP packet within, or `undefined` for what is not authentic, too old, or was here before. */
  openRtp(bytes: Buffer): Buffer | undefined {
    const opened = this.#openRtp(bytes);
    if (opened) this.#before = undefined;
    return opened ?? this.#before?.openRtp(bytes);
  }

  openRtcp(bytes: Buffer): Buffer | undefined {
    return this.#openRtcp(bytes) ?? this.#before?.openRtcp(bytes);
  }

  #openRtp(bytes: Buffer): Buffer | undefined {
    const headBytes = rtpHeaderBytes(bytes);
    const { rtpTagBytes, aead } = this.#suite;
    const bodyBytes = bytes.length - this.#identifierBytes - rtpTagBytes;
    if (headBytes === undefined || headBytes < RTP_HEADER_BYTES || bodyBytes < headBytes) return undefined;
    const key = this.#keyOf(bytes, bytes.length - this.#identifierBytes - (aead ? 0 : rtpTagBytes));
    if (!key) return undefined;
    const [ssrc, sequence] = [bytes.readUInt32BE(8), bytes.readUInt16BE(2)];
    const head = bytes.subarray(0, headBytes);
    const text = bytes.subarray(headBytes, bodyBytes);
    const tagAt = aead ? bodyBytes : bytes.length - rtpTagBytes;
    const sealed = { text, tag: bytes.subarray(tagAt, tagAt + rtpTagBytes) };
    for (const index of this.#indices(ssrc, sequence)) {
      if (!this.#rtp.isFresh(ssrc, index)) continue;
      const trailer = rolloverTrailer(this.#suite, Math.floor(index / ROUND));
      const opened = key.rtp.open({ ssrc, index }, head, sealed, trailer);
      if (!opened) continue;
      this.#rtp.saw(ssrc, index);
      return Buffer.concat([head, opened]);
    }
    return undefined;
  }

  #openRtcp(bytes: Buffer): Buffer | undefined {
    const { rtcpTagBytes, aead } = this.#suite;
    const textEnd = bytes.length - this.#identifierBytes - rtcpTagBytes - RTCP_INDEX_BYTES;
    if (textEnd < RTCP_HEAD_BYTES) return undefined;
    const indexAt = aead ? textEnd + rtcpTagBytes : textEnd;
    const key = this.#keyOf(bytes, indexAt + RTCP_INDEX_BYTES);
    const trailer = bytes.subarray(indexAt, indexAt + RTCP_INDEX_BYTES);
    const index = trailer.readUInt32BE(0) & 0x7fff_ffff;
    const ssrc = bytes.readUInt32BE(4);
    // Unencrypted reports were not agreed on (RFC 4568 §6.3.2).
    if (!key || trailer.readUInt8(0) < 0x80 || !this.#rtcp.isFresh(ssrc, index)) return undefined;
    const head = bytes.subarray(0, RTCP_HEAD_BYTES);
    const tagAt = aead ? textEnd : bytes.length - rtcpTagBytes;
    const sealed = {
      text: bytes.subarray(RTCP_HEAD_BYTES, textEnd),
      tag: bytes.subarray(tagAt, tagAt + rtcpTagBytes),
    };
    const opened = key.rtcp.open({ ssrc, index }, head, sealed, trailer);
    if (!opened) return undefined;
    this.#rtcp.saw(ssrc, index);
    return Buffer.concat([head, opened]);
  }

  #keyOf(bytes: Buffer, identifierAt: number): Key | undefined {
    if (this.#identifierBytes === 0) return this.#keys[0];
    const named = bytes.subarray(identifierAt, identifierAt + this.#identifierBytes);
    return this.#keys.find(({ identifier }) => identifier?.equals(named));
  }

  #indices(ssrc: number, sequence: number): readonly number[] {
    const own = this.#rtp.highest(ssrc);
    if (own !== undefined) return [guessed(own, sequence)];
    const counted = this.#counted?.highest(ssrc);
    const goesOn = counted === undefined ? sequence : guessed(counted, sequence);
    return goesOn === sequence ? [sequence] : [goesOn, sequence];
  }
}

/** RFC 3711 §3.3.1: the index nearest to the highest one known. */
function guessed(highest: number, sequence: number): number {
  const round = highest - (highest % ROUND);
  const known = highest % ROUND;
  const index = round + sequence;
  if (known < HALF) return sequence - known > HALF && round > 0 ? index - ROUND : index;
  return known - HALF > sequence && index + ROUND < MAX_INDEX ? index + ROUND : index;
}

/** The indices each stream has had, the streams heard last. */
class Streams {
  readonly #bySsrc = new Map<number, IndexWindow>();

  highest(ssrc: number): number | undefined {
    return this.#bySsrc.get(ssrc)?.highest;
  }

  isFresh(ssrc: number, index: number): boolean {
    return this.#bySsrc.get(ssrc)?.isFresh(index) ?? true;
  }

  saw(ssrc: number, index: number): void {
    const window = this.#bySsrc.get(ssrc) ?? new IndexWindow();
    window.saw(index);
    if (!this.#bySsrc.has(ssrc)) {
      const [oldest] = this.#bySsrc.keys();
      if (this.#bySsrc.size >= MAX_STREAMS && oldest !== undefined) this.#bySsrc.delete(oldest);
      this.#bySsrc.set(ssrc, window);
    }
  }
}
