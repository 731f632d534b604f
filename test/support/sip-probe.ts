import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type ClientOptions, WebSocket } from 'ws';
import { eventually } from './deadline';

/** Where and how to ask. `caPem` left out means any certificate will do: this asks "are you there?", not "who are you?". */
export interface SipTarget {
  readonly transport: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
  readonly host: string;
  readonly port: number;
  readonly caPem?: string;
  /** Path of the WebSocket; `/ws` unless given. */
  readonly path?: string;
  /** Request-URI host, default `test.lan`. */
  readonly domain?: string;
}

const ATTEMPT_MS = 300;

function request(target: SipTarget): string {
  const domain = target.domain ?? 'test.lan';
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const token = randomBytes(8).toString('hex');
  return [
    `OPTIONS sip:${domain} SIP/2.0`,
    `Via: SIP/2.0/${target.transport.toUpperCase()} ${host}:9;rport;branch=z9hG4bK${token}`,
    'Max-Forwards: 70',
    `From: <sip:probe@${domain}>;tag=${token}`,
    `To: <sip:${domain}>`,
    `Call-ID: ${token}`,
    'CSeq: 1 OPTIONS',
    `Contact: <sip:probe@${host}:9>`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

function firstLine(data: Buffer | string): string {
  return data.toString().trimStart().split('\r\n')[0] ?? '';
}

type Settle = { answered: (line: string) => void; failed: (error: Error) => void };

/** Opens, sends and hands back how to close. */
type Attempt = (settle: Settle) => () => void;

const overUdp =
  (target: SipTarget): Attempt =>
  ({ answered, failed }) => {
    const socket = createSocket(target.host.includes(':') ? 'udp6' : 'udp4');
    socket.once('message', (data) => {
      answered(firstLine(data));
    });
    socket.once('error', failed);
    socket.send(request(target), target.port, target.host);
    return () => socket.close();
  };

const overStream =
  (target: SipTarget): Attempt =>
  ({ answered, failed }) => {
    const { host, port, caPem } = target;
    const tls = caPem === undefined ? { rejectUnauthorized: false } : { ca: caPem };
    const socket: Socket =
      target.transport === 'tls'
        ? connectTls({ host, port, servername: target.domain ?? 'test.lan', ...tls })
        : connect({ host, port });
    socket.once('data', (data) => {
      answered(firstLine(data));
    });
    socket.once('error', failed);
    socket.write(request(target));
    return () => socket.destroy();
  };

const overWebSocket =
  (target: SipTarget): Attempt =>
  ({ answered, failed }) => {
    const host = target.host.includes(':') ? `[${target.host}]` : target.host;
    const url = `${target.transport}://${host}:${String(target.port)}${target.path ?? '/ws'}`;
    const trust: ClientOptions =
      target.caPem === undefined ? { rejectUnauthorized: false } : { ca: target.caPem };
    const options: ClientOptions & { servername: string } = {
      ...trust,
      servername: target.domain ?? 'test.lan',
    };
    const socket = new WebSocket(url, 'sip', options);
    socket.once('open', () => {
      socket.send(request(target));
    });
    socket.once('message', (data: Buffer) => {
      answered(firstLine(data));
    });
    socket.on('error', failed);
    return () => socket.terminate();
  };

function attemptOn(target: SipTarget): Attempt {
  if (target.transport === 'udp') return overUdp(target);
  return target.transport === 'ws' || target.transport === 'wss' ? overWebSocket(target) : overStream(target);
}

/** Sends one OPTIONS and gives the status line of whatever comes back, e.g. `SIP/2.0 200 OK`. */
async function ask(target: SipTarget): Promise<string> {
  let close: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<string>((answered, failed) => {
      timer = setTimeout(() => {
        failed(new Error(`no answer over ${target.transport}`));
      }, ATTEMPT_MS);
      close = attemptOn(target)({ answered, failed });
    });
  } finally {
    clearTimeout(timer);
    close?.();
  }
}

/** Asks with OPTIONS until something SIP answers; its status line. */
export function sipAnswer(target: SipTarget, ms = 5000): Promise<string> {
  const where = `${target.transport} ${target.host}:${String(target.port)}`;
  return eventually(ms, `a SIP answer from ${where}`, () => ask(target));
}
