/** An RTP packet (RFC 3550 §5.1) as far as an exchange cares. */
export interface RtpPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
}

const FIXED_HEADER = 12;

/** `undefined` for anything whose lengths do not fit (RFC 3550 A.1); nothing is read past the end. */
export function parseRtp(bytes: Uint8Array): RtpPacket | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FIXED_HEADER) return undefined;
  const first = view.getUint8(0);
  if (first >> 6 !== 2) return undefined;
  let start = FIXED_HEADER + (first & 0x0f) * 4;
  if (first & 0x10) {
    if (start + 4 > bytes.length) return undefined;
    start += 4 + view.getUint16(start + 2) * 4;
  }
  const padding = first & 0x20 ? view.getUint8(bytes.length - 1) : 0;
  const end = bytes.length - padding;
  if (start > end || (first & 0x20 && padding === 0)) return undefined;
  return {
    payloadType: view.getUint8(1) & 0x7f,
    marker: (view.getUint8(1) & 0x80) !== 0,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: bytes.subarray(start, end),
  };
}

/** Sequence and timestamp may have grown past their 16 and 32 bits: they wrap here. */
export function serialiseRtp(packet: RtpPacket): Uint8Array {
  const bytes = new Uint8Array(FIXED_HEADER + packet.payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80);
  view.setUint8(1, (packet.marker ? 0x80 : 0) | packet.payloadType);
  view.setUint16(2, packet.sequence);
  view.setUint32(4, packet.timestamp);
  view.setUint32(8, packet.ssrc);
  bytes.set(packet.payload, FIXED_HEADER);
  return bytes;
}

/** How far `a` is after `b` on a circle of `bits` bits; negative when it is before. */
export function wrappedDifference(a: number, b: number, bits: 16 | 32): number {
  const size = 2 ** bits;
  const difference = (((a - b) % size) + size) % size;
  return difference >= size / 2 ? difference - size : difference;
}
