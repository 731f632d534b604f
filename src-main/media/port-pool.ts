import { createSocket, type RemoteInfo, type Socket, type SocketOptions } from 'node:dgram';
import { isIP, isIPv6 } from 'node:net';
import { disposable, type Disposable } from '../base/disposable';
import { messageOf, type Log } from '../base/log';
import { fraction, type Random } from '../base/random';
import { fail, ok, type Result } from '../base/result';
import type { Endpoint } from './rtp/source-latch';

/** Both ends included; `first` is rounded up to an even port. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Below the systems' ephemeral ranges, so that no outgoing connection takes one between two calls. */
export const DEFAULT_PORT_RANGE: PortRange = { first: 16_384, last: 32_766 };

const TRIES = 64;
/** One call's worth of bursts; the default of some systems holds a few packets only. */
const RECEIVE_BUFFER_BYTES = 64 * 1024;

type Received = (bytes: Buffer, from: Endpoint) => void;

/** An RTP socket on an even port and its RTCP socket on the next (RFC 3550 §11). */
export interface PortPair extends Disposable {
  readonly rtpPort: number;
  readonly rtcpPort: number;
  sendRtp(bytes: Buffer, to: Endpoint): void;
  sendRtcp(bytes: Buffer, to: Endpoint): void;
}

export interface PortPairReceivers {
  readonly rtp: Received;
  readonly rtcp: Received;
}

export type PortFailure = { readonly kind: 'media-unavailable'; readonly detail: string };

/** Opens pairs on the wildcard address: the route, not our guess, decides which interface a far end is reached by. */
export class PortPool {
  readonly #range: PortRange;
  readonly #random: Random;
  readonly #log: Log;

  constructor(options: { readonly range: PortRange; readonly random: Random; readonly log: Log }) {
    this.#range = options.range;
    this.#random = options.random;
    this.#log = options.log;
  }

  /** `address` is the one our SDP will name: it decides between IPv4 and IPv6, and a loopback one is bound as such. */
  async open(address: string, receivers: PortPairReceivers): Promise<Result<PortPair, PortFailure>> {
    const first = Math.ceil(this.#range.first / 2);
    const count = Math.floor((this.#range.last + 1) / 2) - first;
    const start = Math.floor(fraction(this.#random) * count);
    let detail = 'no port in range';
    for (let step = 0; step < Math.min(TRIES, count); step++) {
      const port = 2 * (first + ((start + step) % count));
      try {
        return ok(await this.#pair(address, port, receivers));
      } catch (error) {
        detail = messageOf(error);
      }
    }
    return fail({ kind: 'media-unavailable', detail });
  }

  async #pair(address: string, port: number, receivers: PortPairReceivers): Promise<PortPair> {
    const rtp = await bound(address, port);
    try {
      const rtcp = await bound(address, port + 1);
      return this.#listen({ rtp, rtcp, port }, receivers);
    } catch (error) {
      rtp.close();
      throw error;
    }
  }

  #listen(
    { rtp, rtcp, port }: { rtp: Socket; rtcp: Socket; port: number },
    receivers: PortPairReceivers,
  ): PortPair {
    this.#attach(rtp, receivers.rtp);
    this.#attach(rtcp, receivers.rtcp);
    const closing = disposable(() => {
      rtp.close();
      rtcp.close();
    });
    let open = true;
    return {
      rtpPort: port,
      rtcpPort: port + 1,
      sendRtp: (bytes, to) => {
        if (open) this.#send(rtp, bytes, to);
      },
      sendRtcp: (bytes, to) => {
        if (open) this.#send(rtcp, bytes, to);
      },
      dispose() {
        open = false;
        closing.dispose();
      },
    };
  }

  #attach(socket: Socket, received: Received): void {
    socket.on('error', (error) => {
      this.#log('warn', 'socket', { detail: error.message });
    });
    socket.on('message', (bytes: Buffer, from: RemoteInfo) => {
      try {
        received(bytes, from);
      } catch (error) {
        this.#log('error', 'packet', { detail: messageOf(error) });
      }
    });
  }

  #send(socket: Socket, bytes: Buffer, to: Endpoint): void {
    try {
      // With a callback an unreachable far end (ICMP) is reported there, not as an uncaught 'error'.
      socket.send(bytes, to.port, to.address, ignoreLoss);
    } catch (error) {
      this.#log('debug', 'not sent', { detail: messageOf(error) });
    }
  }
}

/** RTP is best effort: a packet that could not go is lost like any other. */
function ignoreLoss(): void {
  // Nothing to do.
}

/**
 * Descriptions name addresses, not hosts. Node would otherwise ask its resolver for each packet and send it a turn
 * later: too late for the last one before closing.
 */
const alreadyAnAddress: NonNullable<SocketOptions['lookup']> = (host, _options, callback) => {
  const family = isIP(host);
  callback(family === 0 ? new Error('not an address') : null, host, family);
};

/** Whether a pair opened for one of these addresses serves the other as well. */
export function isSameSocket(one: string, other: string): boolean {
  return boundTo(one) === boundTo(other);
}

function boundTo(address: string): string {
  if (address.startsWith('127.') || address === '::1') return address;
  return isIPv6(address) ? '::' : '0.0.0.0';
}

function bound(address: string, port: number): Promise<Socket> {
  const six = isIPv6(address);
  const host = boundTo(address);
  const socket = createSocket({
    type: six ? 'udp6' : 'udp4',
    recvBufferSize: RECEIVE_BUFFER_BYTES,
    lookup: alreadyAnAddress,
    ...(six ? { ipv6Only: true } : {}),
  });
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      socket.close();
      reject(error);
    };
    socket.once('error', failed);
    socket.bind({ port, address: host, exclusive: true }, () => {
      socket.off('error', failed);
      resolve(socket);
    });
  });
}
