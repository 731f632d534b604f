import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Below Linux's ephemeral range (32768…), so that no outgoing connection takes a port between choice and use. */
const LOWEST = 10_000;
const HIGHEST = 32_000;

/** Ports given out in this process are not given out again: the peer they are for may not have bound them yet. */
const given = new Set<number>();

function udpIsFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => {
      resolve(false);
    });
    socket.bind(port, host, () => {
      socket.close(() => {
        resolve(true);
      });
    });
  });
}

function tcpIsFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, host, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** The first port of `count` neighbouring ones (even, as RTP wants it) that are free for UDP and TCP on `host`. */
export async function freePortBlock(count: number, host = '127.0.0.1'): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const first = randomInt(LOWEST / 2, Math.floor((HIGHEST - count) / 2)) * 2;
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if (ports.some((port) => given.has(port))) continue;
    for (const port of ports) given.add(port);
    const free = await Promise.all(ports.flatMap((port) => [udpIsFree(port, host), tcpIsFree(port, host)]));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${String(count)} neighbouring ports are free on ${host}`);
}

/** A port free for UDP and TCP on `host`. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return freePortBlock(1, host);
}
