import { connect as connectTcp, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clock } from '../../base/clock';
import { DisposableStore, disposable } from '../../base/disposable';
import { ok, type Result } from '../../base/result';
import { connectFailed, timedOut } from './connect-failure';
import { plainAddress, type ConnectFailure, type Endpoint, type Flow, type FlowEvents } from './flow';
import { Framing, type Frame } from './framing';
import { KeepAliveHabits, Liveness, PING, PONG } from './keepalive';
import { connectTls, factsOf } from './tls-connect';
import type { TlsIdentity } from './tls-identity';

export interface StreamOptions {
  readonly remote: Endpoint;
  /** `null` for TCP. */
  readonly tls: TlsIdentity | null;
  readonly connectTimeoutMs: number;
  /** What is known of the server from connections before. */
  readonly habits?: KeepAliveHabits;
}

/** A TCP or TLS connection to the proxy, messages framed by Content-Length. */
export async function openStream(
  { remote, tls, connectTimeoutMs, habits = new KeepAliveHabits() }: StreamOptions,
  events: FlowEvents,
  clock: Clock,
): Promise<Result<Flow, ConnectFailure>> {
  const target = { host: remote.address, port: remote.port };
  const socket = tls ? connectTls(target, tls) : connectTcp(target);
  try {
    await connected(socket, tls ? 'secureConnect' : 'connect', connectTimeoutMs, clock);
  } catch (error) {
    socket.on('error', () => undefined);
    socket.destroy();
    return connectFailed(error, tls?.serverHost ?? tls?.domain ?? remote.address);
  }
  return ok(flowOver(socket, tls ? 'TLS' : 'TCP', { remote, events, clock, habits }));
}

interface Surroundings {
  readonly remote: Endpoint;
  readonly events: FlowEvents;
  readonly clock: Clock;
  readonly habits: KeepAliveHabits;
}

function flowOver(
  socket: Socket,
  protocol: 'TCP' | 'TLS',
  { remote, events, clock, habits }: Surroundings,
): Flow {
  const opened = new DisposableStore();
  const source = { address: plainAddress(remote.address), port: remote.port };
  const framing = new Framing();
  let reason: Error | undefined;
  // What was just written, a BYE perhaps, still goes out.
  opened.add(
    disposable(() => {
      socket.destroySoon();
    }),
  );
  const liveness = opened.add(
    new Liveness({
      ...{ clock, remote, habits },
      ping: () => socket.write(PING),
      probe: () => events.onProbe?.(),
      onDead: () => socket.destroy(timedOut('the server does not answer any more')),
    }),
  );
  socket.setNoDelay(true).setKeepAlive(true, 20_000);
  socket.on('error', (error) => (reason = error));
  socket.on('close', () => {
    if (opened.isDisposed) return;
    opened.dispose();
    events.onLost(reason ?? new Error('connection closed by the server'));
  });
  socket.on('data', (chunk) => {
    liveness.heard();
    try {
      for (const frame of framing.push(chunk)) deliver(frame);
    } catch (error) {
      socket.destroy(error instanceof Error ? error : undefined);
    }
  });
  function deliver(frame: Frame): void {
    if (frame.kind === 'ping') socket.write(PONG);
    else if (frame.kind === 'pong') liveness.pong();
    else if (!opened.isDisposed) events.onMessage(frame.bytes, source);
  }
  return {
    protocol,
    local: { address: plainAddress(socket.localAddress ?? ''), port: socket.localPort ?? 0 },
    remote,
    ...(socket instanceof TLSSocket && { tls: factsOf(socket) }),
    send: (text) => {
      if (!opened.isDisposed) socket.write(text);
    },
    promised: (promise) => {
      liveness.promised(promise);
    },
    dispose: () => {
      opened.dispose();
    },
  };
}

function connected(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  timeoutMs: number,
  clock: Clock,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(timeoutMs, () => {
      reject(timedOut('no connection in time'));
    });
    socket.once('error', (error) => {
      timer.dispose();
      reject(error);
    });
    socket.once('close', () => {
      timer.dispose();
      reject(Object.assign(new Error('connection closed'), { code: 'ECONNRESET' }));
    });
    socket.once(event, () => {
      if (socket.destroyed) return;
      timer.dispose();
      socket.removeAllListeners('error').removeAllListeners('close');
      resolve();
    });
  });
}
