import type { RemoteInfo, Socket } from 'node:dgram';

/** Answers a STUN keep-alive (RFC 5626 §3.5.2) with a success that names no address. False: it is none, but SIP. */
export function answeredStun(socket: Socket, bytes: Uint8Array, { port, address }: RemoteInfo): boolean {
  if ((bytes[0] ?? 0) >= 4) return false;
  socket.send(Buffer.concat([Buffer.from([1, 1, 0, 0]), bytes.subarray(4, 20)]), port, address);
  return true;
}
