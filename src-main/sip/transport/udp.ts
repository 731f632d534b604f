import { createSocket, type Socket } from 'node:dgram';
import type { Clock } from '../../base/clock';
import { DisposableStore, disposable } from '../../base/disposable';
import { ok, type Result } from '../../base/result';
import { connectFailed } from './connect-failure';
import { plainAddress, type ConnectFailure, type Endpoint, type Flow, type FlowEvents } from './flow';
import { keepAlive, PING } from './keepalive';

/** Nothing shorter is a SIP message: keep-alives, STUN, noise. */
const SHORTEST_MESSAGE = 20;

/** A socket bound to the very address that leads to `remote`: Via and Contact need one others can reach. */
export async function openUdp(
  remote: Endpoint,
  events: FlowEvents,
  clock: Clock,
): Promise<Result<Flow, ConnectFailure>> {
  const socket = createSocket(typeFor(remote));
  try {
    await bound(socket, await addressTowards(remote));
  } catch (error) {
    socket.close();
    return connectFailed(error, remote.address);
  }
  return ok(flowOver(socket, remote, events, clock));
}

function flowOver(socket: Socket, remote: Endpoint, events: FlowEvents, clock: Clock): Flow {
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
    events.onMessage(bytes, { address: plainAddress(source.address), port: source.port });
  });
  opened.add(disposable(() => socket.close()));
  const send = (text: string, to: Endpoint = remote): void => {
    // An unreachable peer is found out by the transaction's timers, as over any datagram network.
    if (!opened.isDisposed) socket.send(text, to.port, to.address, () => undefined);
  };
  opened.add(
    keepAlive(clock, () => {
      try {
        send(PING);
      } catch (error) {
        lost(error instanceof Error ? error : new Error(String(error)));
      }
    }),
  );
  return {
    protocol: 'UDP',
    local: { address: plainAddress(address), port },
    remote,
    send,
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
      probe.connect(remote.port, remote.address, resolve);
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
