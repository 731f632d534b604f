/** An RTP packet (RFC 3550 §5.1) without its CSRCs, extension and padding. */
export interface RtpPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
}

export const RTP_HEADER_BYTES = 12;
/** Larger than any Ethernet frame; what is longer is not a telephone's. */
export const MAX_RTP_BYTES = 2048;

/**
 * The packet in `bytes`, or `undefined` when any of its lengths lie: every field is checked against the end before
 * it is read. `payload` shares memory with `bytes`.
 */
export function parseRtp(bytes: Buffer): RtpPacket | undefined {
  const payload = rtpPayload(bytes);
  if (payload === undefined) return undefined;
  const second = bytes.readUInt8(1);
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payload,
  };
}

function rtpPayload(bytes: Buffer): Buffer | undefined {
  if (bytes.length < RTP_HEADER_BYTES || bytes.length > MAX_RTP_BYTES) return undefined;
  const first = bytes.readUInt8(0);
  if (first >> 6 !== 2) return undefined;
  const start = rtpHeaderBytes(bytes);
  if (start === undefined) return undefined;
  const padding = (first & 0x20) === 0 ? 0 : bytes.readUInt8(bytes.length - 1);
  if ((first & 0x20) !== 0 && (padding === 0 || start + padding > bytes.length)) return undefined;
  return bytes.subarray(start, bytes.length - padding);
}

/** Where the payload of an RTP packet begins, behind CSRCs and extension; `undefined` when it would be past its end. */
export function rtpHeaderBytes(bytes: Buffer): number | undefined {
  if (bytes.length < RTP_HEADER_BYTES) return undefined;
  const first = bytes.readUInt8(0);
  let end = RTP_HEADER_BYTES + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) {
    if (end + 4 > bytes.length) return undefined;
    end += 4 + 4 * bytes.readUInt16BE(end + 2);
  }
  return end <= bytes.length ? end : undefined;
}

export function writeRtp(packet: RtpPacket): Buffer {
  const bytes = Buffer.allocUnsafe(RTP_HEADER_BYTES + packet.payload.length);
  bytes[0] = 0x80;
  bytes[1] = (packet.marker ? 0x80 : 0) | packet.payloadType;
  bytes.writeUInt16BE(packet.sequence, 2);
  bytes.writeUInt32BE(packet.timestamp, 4);
  bytes.writeUInt32BE(packet.ssrc, 8);
  packet.payload.copy(bytes, RTP_HEADER_BYTES);
  return bytes;
}

/** How far `to` is ahead of `from` on the 16-bit circle: −32,768…32,767. */
export function sequenceAhead(from: number, to: number): number {
  return ((to - from + 0x8000) & 0xffff) - 0x8000;
}

/** How far `to` is ahead of `from` on the 32-bit circle. */
export function timestampAhead(from: number, to: number): number {
  return (to - from) | 0;
}
