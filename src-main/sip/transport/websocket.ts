import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import WebSocket, { type RawData } from 'ws';
import type { Clock } from '../../base/clock';
import { DisposableStore, disposable } from '../../base/disposable';
import { ok, type Result } from '../../base/result';
import { LIMITS } from '../guard/limits';
import { connectFailed } from './connect-failure';
import {
  bracketed,
  plainAddress,
  type ConnectFailure,
  type Endpoint,
  type Flow,
  type FlowEvents,
} from './flow';
import { KeepAliveHabits, Liveness } from './keepalive';
import { connectTls, factsOf } from './tls-connect';
import type { TlsIdentity } from './tls-identity';

export interface WebSocketOptions {
  readonly remote: Endpoint;
  /** Host of the URL: what the server's virtual hosts go by. */
  readonly host: string;
  readonly path: string;
  /** `null` for `ws:`. */
  readonly tls: TlsIdentity | null;
  readonly connectTimeoutMs: number;
  /** Stands for our address in Via and Contact, since a browser has none (RFC 7118 §5). */
  readonly token: string;
}

/** SIP over WebSocket (RFC 7118): one message a frame. */
export async function openWebSocket(
  options: WebSocketOptions,
  events: FlowEvents,
  clock: Clock,
): Promise<Result<Flow, ConnectFailure>> {
  const { remote, host, path, tls, connectTimeoutMs } = options;
  const scheme = tls ? 'wss' : 'ws';
  let secured: TLSSocket | undefined;
  try {
    const url = `${scheme}://${bracketed(host)}:${String(remote.port)}${path.startsWith('/') ? path : `/${path}`}`;
    const socket = new WebSocket(url, 'sip', {
      handshakeTimeout: connectTimeoutMs,
      maxPayload: LIMITS.streamMessage,
      perMessageDeflate: false,
      lookup: (_name, lookupOptions, callback) => {
        const family = isIP(remote.address);
        if (lookupOptions.all === true) callback(null, [{ address: remote.address, family }]);
        else callback(null, remote.address, family);
      },
      ...(tls && {
        createConnection: () => (secured = connectTls({ host: remote.address, port: remote.port }, tls)),
      }),
    });
    await connected(socket);
    const flow = flowOver(socket, options, events, clock);
    return ok(secured ? { ...flow, tls: factsOf(secured) } : flow);
  } catch (error) {
    return connectFailed(withTimeoutCode(error), host);
  }
}

function flowOver(socket: WebSocket, options: WebSocketOptions, events: FlowEvents, clock: Clock): Flow {
  const opened = new DisposableStore();
  const source = { address: plainAddress(options.remote.address), port: options.remote.port };
  let reason: Error | undefined;
  opened.add(
    disposable(() => {
      end(socket);
    }),
  );
  const liveness = opened.add(watch(socket, options.remote, clock));
  socket.on('error', (error) => (reason = error));
  socket.on('close', () => {
    if (opened.isDisposed) return;
    opened.dispose();
    events.onLost(reason ?? new Error('connection closed by the server'));
  });
  socket.on('message', (data) => {
    liveness.heard();
    if (!opened.isDisposed) events.onMessage(bytesOf(data), source);
  });
  return {
    protocol: options.tls ? 'WSS' : 'WS',
    local: { address: `${options.token}.invalid`, port: 0 },
    remote: options.remote,
    send: (text) => {
      if (!opened.isDisposed) socket.send(text, () => undefined);
    },
    promised: (promise) => {
      liveness.promised(promise);
    },
    dispose: () => {
      opened.dispose();
    },
  };
}

/** Closes politely, but does not wait for a server that is gone. */
function end(socket: WebSocket): void {
  socket.on('error', () => undefined);
  if (socket.readyState === WebSocket.OPEN) socket.close(1000);
  setTimeout(() => {
    socket.terminate();
  }, 500).unref();
}

/** Every server answers a ping (RFC 6455 §5.5.2): one that does not is gone. */
function watch(socket: WebSocket, remote: Endpoint, clock: Clock): Liveness {
  const habits = new KeepAliveHabits();
  habits.learn(remote, 'pong');
  const liveness = new Liveness({
    ...{ clock, remote, habits },
    ping: () => {
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    },
    probe: () => undefined,
    onDead: () => {
      socket.terminate();
    },
  });
  socket.on('pong', () => {
    liveness.heard();
  });
  return liveness;
}

function connected(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.once('open', () => {
      socket.removeListener('error', reject);
      resolve();
    });
  });
}

/** `ws` reports its handshake timeout without a code. */
function withTimeoutCode(error: unknown): unknown {
  const timedOut = error instanceof Error && error.message.includes('handshake has timed out');
  return timedOut ? Object.assign(error, { code: 'ETIMEDOUT' }) : error;
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
