import { createSocket, type Socket } from 'node:dgram';
import type { Clock } from '../../base/clock';
import { DisposableStore, disposable, type Disposable } from '../../base/disposable';
import type { Random } from '../../base/random';
import { ok, type Result } from '../../base/result';
import { connectFailed, timedOut } from './connect-failure';
import {
  plainAddress,
  type ConnectFailure,
  type Endpoint,
  type Flow,
  type FlowEvents,
  type KeepAlivePromise,
} from './flow';
import { KEEPALIVE_MS, PING } from './keepalive';
import { isStun } from './stun';
import { StunKeepAlive } from './stun-keepalive';

/** Nothing shorter is a SIP message: keep-alives, STUN, noise. */
const SHORTEST_MESSAGE = 20;

/** A socket bound to the very address that leads to `remote`: Via and Contact need one others can reach. */
export async function openUdp(
  remote: Endpoint,
  events: FlowEvents,
  clock: Clock,
  random: Random,
): Promise<Result<Flow, ConnectFailure>> {
  const socket = createSocket(typeFor(remote));
  try {
    await bound(socket, await addressTowards(remote));
  } catch (error) {
    socket.close();
    return connectFailed(error, remote.address);
  }
  return ok(flowOver(socket, remote, { events, clock, random }));
}

interface Surroundings {
  readonly events: FlowEvents;
  readonly clock: Clock;
  readonly random: Random;
}

function flowOver(socket: Socket, remote: Endpoint, { events, clock, random }: Surroundings): Flow {
  const opened = new DisposableStore();
  const { address, port } = socket.address();
  const lost = (error: Error): void => {
    if (opened.isDisposed) return;
    opened.dispose();
    events.onLost(error);
  };
  socket.on('error', lost);
  socket.on('message', (bytes, source) => {
    if (bytes.length < SHORTEST_MESSAGE || opened.isDisposed) return;
    if (isStun(bytes)) {
      const fromServer = plainAddress(source.address) === remote.address && source.port === remote.port;
      if (fromServer) stun?.received(bytes);
      return;
    }
    events.onMessage(bytes, { address: plainAddress(source.address), port: source.port });
  });
  opened.add(disposable(() => socket.close()));
  const send = (text: string | Uint8Array, to: Endpoint = remote): void => {
    // An unreachable peer is found out by the transaction's timers, as over any datagram network.
    if (!opened.isDisposed) socket.send(text, to.port, to.address, () => undefined);
  };
  /** From a timer, where nobody hears of what is thrown. */
  const sendFromTimer = (bytes: string | Uint8Array): void => {
    try {
      send(bytes);
    } catch (error) {
      lost(error instanceof Error ? error : new Error(String(error)));
    }
  };
  let keepAlive: Disposable = clock.every(KEEPALIVE_MS, () => {
    sendFromTimer(PING);
  });
  let stun: StunKeepAlive | null = null;
  /** Said with every registration; a flow that is asked already is not asked anew. */
  const promised = (promise: KeepAlivePromise): void => {
    if (!promise.answers || stun || opened.isDisposed) return;
    keepAlive.dispose();
    const onDead = (why: string): void => {
      lost(timedOut(why));
    };
    stun = new StunKeepAlive({ clock, random, send: sendFromTimer, onDead }, promise);
    keepAlive = stun;
  };
  opened.add(
    disposable(() => {
      keepAlive.dispose();
    }),
  );
  return {
    protocol: 'UDP',
    local: { address: plainAddress(address), port },
    remote,
    send,
    promised,
    dispose: () => {
      opened.dispose();
    },
  };
}

function typeFor({ address }: Endpoint): 'udp4' | 'udp6' {
  return address.includes(':') ? 'udp6' : 'udp4';
}

/** Our address on the way to `remote`. Connecting a datagram socket sends nothing; it asks the routing table. */
export async function addressTowards(remote: Endpoint): Promise<string> {
  const probe = createSocket(typeFor(remote));
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      // Given as a callback it would be called with the error when there is no way, and count as connected.
      probe.once('connect', resolve);
      probe.connect(remote.port, remote.address);
    });
    return probe.address().address;
  } finally {
    probe.close();
  }
}

function bound(socket: Socket, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address, port: 0 }, () => {
      socket.removeListener('error', reject);
      resolve();
    });
  });
}
