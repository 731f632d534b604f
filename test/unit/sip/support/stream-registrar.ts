import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { WebSocketServer } from 'ws';
import { Framing } from '../../../../src-main/sip/transport/framing';
import { readMessage, type Received } from '../../../ladder/support/sip-text';
import { Inbox } from '../../../ladder/support/waiting';
import type { Certificate } from './certificates';

/** What it shows, and whether it asks for ours. */
export type ServerIdentity = Certificate & Pick<TlsOptions, 'ca' | 'requestCert'>;

interface Connection {
  send(text: string): void;
  drop(): void;
}

/** Says yes to every REGISTER over TCP, TLS, WS or WSS, and keeps what came. */
export class StreamRegistrar {
  readonly inbox = new Inbox<Received>();
  readonly connections = new Set<Connection>();
  #server: Server | null = null;
  #port = 0;
  /** What its answers say besides. */
  says: readonly string[] = [];
  /** How many connections there were in all. */
  accepted = 0;

  get port(): number {
    return this.#port;
  }

  static async open(
    kind: 'tcp' | 'tls' | 'ws' | 'wss',
    certificate?: ServerIdentity,
  ): Promise<StreamRegistrar> {
    const registrar = new StreamRegistrar();
    if (kind === 'tcp')
      registrar.#server = createTcpServer((socket) => {
        registrar.#stream(socket);
      });
    else if (kind === 'tls')
      registrar.#server = createTlsServer({ ...certificate }, (socket) => {
        registrar.#stream(socket);
      });
    else registrar.#server = await registrar.#webSockets(certificate);
    if (kind === 'tcp' || kind === 'tls') await registrar.listen(0);
    else registrar.#port = portOf(registrar.#server);
    return registrar;
  }

  async listen(port: number): Promise<void> {
    const server = this.#server;
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    if (server) this.#port = portOf(server);
  }

  /** Stops listening and breaks all connections. */
  async stop(): Promise<void> {
    for (const connection of this.connections) connection.drop();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  sendToAll(text: string): void {
    for (const connection of this.connections) connection.send(text);
  }

  #stream(socket: Socket): void {
    const framing = new Framing();
    const connection = { send: (text: string) => socket.write(text), drop: () => socket.destroy() };
    this.#connected(connection);
    socket.on('error', () => undefined);
    socket.on('close', () => this.connections.delete(connection));
    socket.on('data', (chunk) => {
      for (const frame of framing.push(chunk)) {
        if (frame.kind === 'message') this.#answer(Buffer.from(frame.bytes).toString('utf8'), connection);
      }
    });
  }

  async #webSockets(certificate: ServerIdentity | undefined): Promise<Server> {
    const http = certificate ? createHttpsServer(certificate) : (await import('node:http')).createServer();
    const server = new WebSocketServer({
      server: http,
      handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
    });
    server.on('connection', (socket) => {
      const connection = {
        send: (text: string) => {
          socket.send(text);
        },
        drop: () => {
          socket.terminate();
        },
      };
      this.#connected(connection);
      socket.on('close', () => this.connections.delete(connection));
      socket.on('message', (data: Buffer) => {
        this.#answer(data.toString('utf8'), connection);
      });
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return http;
  }

  #connected(connection: Connection): void {
    this.accepted++;
    this.connections.add(connection);
  }

  #answer(text: string, connection: Connection): void {
    const message = readMessage(text);
    this.inbox.put(message);
    if (message.method !== 'REGISTER') return;
    const echoed = ['Via', 'From', 'Call-ID', 'CSeq', 'Contact'].map(
      (name) => `${name}: ${message.header(name) ?? ''}`,
    );
    connection.send(
      [
        'SIP/2.0 200 OK',
        ...echoed,
        ...this.says,
        `To: ${message.header('to') ?? ''};tag=r`,
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  }
}

function portOf(server: Server): number {
  const address = server.address() as AddressInfo;
  return address.port;
}
