import { createSocket, type Socket } from 'node:dgram';
import { fail, ok, type Result } from '../base/result';
import { messageOf } from '../base/log';
import type { Endpoint } from './via';

/** The exchange listens here and nowhere else. */
export const LOOPBACK = '127.0.0.1';

export type BindError = { readonly kind: 'port-taken'; readonly why: string };

/** A UDP socket on the loopback interface; `port` 0 takes any free one. */
export function bindLoopback(port: number): Promise<Result<Socket, BindError>> {
  // Addresses are always numeric here: answering the look-up at once makes `send` synchronous.
  const socket = createSocket({
    type: 'udp4',
    lookup: (host, _options, callback) => {
      callback(null, host, 4);
    },
  });
  return new Promise((resolve) => {
    socket.once('error', (error) => {
      socket.close();
      resolve(fail({ kind: 'port-taken', why: messageOf(error) }));
    });
    socket.bind(port, LOOPBACK, () => {
      socket.removeAllListeners('error');
      resolve(ok(socket));
    });
  });
}

/** Whether an address is this machine's own. */
export function isLoopback(host: string): boolean {
  return /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Sends only inside this machine, so that no forged address can make the exchange send elsewhere. */
export function sendLoopback(socket: Socket, bytes: Uint8Array, to: Endpoint): void {
  if (!isLoopback(to.host) || to.port < 1 || to.port > 65_535) return;
  // Errors are lost datagrams, which UDP allows; the protocols above repeat what matters.
  socket.send(bytes, to.port, to.host, () => undefined);
}
