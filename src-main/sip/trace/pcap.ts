import { isIP, isIPv6 } from 'node:net';
import type { Endpoint } from '../transport/flow';
import { ipPacket } from './ip-packet';
import type { TracedMessage } from './trace';

/** Raw IP, version 4 or 6 told by the first four bits (LINKTYPE_RAW). */
const RAW_IP = 101;
const LONGEST_PACKET = 65_535;

/**
 * The messages as a capture file (pcap 2.4, microseconds), each in one UDP datagram made up for it: what went
 * over TCP, TLS or WebSocket as well, since readers find SIP in datagrams without the connection around it.
 */
export function pcap(messages: readonly TracedMessage[]): Uint8Array {
  return Buffer.concat([fileHeader(), ...messages.map(record)]);
}

function fileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(LONGEST_PACKET, 16);
  header.writeUInt32LE(RAW_IP, 20);
  return header;
}

function record(message: TracedMessage): Buffer {
  const { atMs, direction, local, remote } = message;
  const [from, to] = sameFamily(direction === 'out' ? [local, remote] : [remote, local]);
  const packet = ipPacket(from, to, Buffer.from(message.text, 'utf8'));
  const header = Buffer.alloc(16);
  header.writeUInt32LE(Math.floor(atMs / 1_000) >>> 0, 0);
  header.writeUInt32LE(Math.floor(atMs % 1_000) * 1_000, 4);
  header.writeUInt32LE(packet.length, 8);
  header.writeUInt32LE(packet.length, 12);
  return Buffer.concat([header, packet]);
}

/** A WebSocket knows no address of its own: the unspecified one stands for it. */
function sameFamily(ends: readonly [Endpoint, Endpoint]): readonly [Endpoint, Endpoint] {
  const unspecified = ends.some(({ address }) => isIPv6(address)) ? '::' : '0.0.0.0';
  const family = isIP(unspecified);
  const [from, to] = ends.map((end) =>
    isIP(end.address) === family ? end : { ...end, address: unspecified },
  );
  return [from ?? ends[0], to ?? ends[1]];
}
