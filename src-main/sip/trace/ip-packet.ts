import { isIPv6 } from 'node:net';
import type { Endpoint } from '../transport/flow';

const UDP = 17;
const UDP_HEADER = 8;
/** What an IPv4 packet can carry in one datagram; more is cut off. Bytes. */
const LONGEST_PAYLOAD = 65_535 - 20 - UDP_HEADER;

/** A UDP datagram in an IP packet as both ends would have seen it, checksums included (RFC 768, 791, 8200). */
export function ipPacket(from: Endpoint, to: Endpoint, payload: Buffer): Buffer {
  const source = addressBytes(from.address);
  const destination = addressBytes(to.address);
  const datagram = udp(from.port, to.port, payload.subarray(0, LONGEST_PAYLOAD));
  // RFC 768: of the pseudo header only the sum counts, so the length may stand where it fits both versions.
  const pseudo = Buffer.concat([source, destination, Buffer.from([0, UDP]), uint16(datagram.length)]);
  datagram.writeUInt16BE(checksum(Buffer.concat([pseudo, datagram])) || 0xffff, 6);
  const header = source.length === 16 ? ipv6Header(datagram.length) : ipv4Header(datagram.length);
  const packet = Buffer.concat([header, source, destination, datagram]);
  if (source.length === 4) packet.writeUInt16BE(checksum(packet.subarray(0, 20)), 10);
  return packet;
}

function udp(fromPort: number, toPort: number, payload: Buffer): Buffer {
  const header = [fromPort, toPort, UDP_HEADER + payload.length, 0].map(uint16);
  return Buffer.concat([...header, payload]);
}

/** Up to the addresses. */
function ipv4Header(length: number): Buffer {
  const dontFragment = 0x4000;
  const words = [0x4500, 20 + length, 0, dontFragment, (64 << 8) | UDP, 0];
  return Buffer.concat(words.map(uint16));
}

function ipv6Header(length: number): Buffer {
  return Buffer.concat([0x6000, 0, length, (UDP << 8) | 64].map(uint16));
}

/** The ones' complement of the ones' complement sum of 16-bit words (RFC 1071). */
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2)
    sum += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/** An address literal as its 4 or 16 bytes; a zone index is left out. */
function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number));
  const [plain = ''] = address.split('%');
  const hex = plain.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_dotted, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [before = '', after] = hex.split('::');
  const head = groups(before);
  const tail = groups(after ?? '');
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return Buffer.concat([...head, ...zeros, ...tail].map(uint16));
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
