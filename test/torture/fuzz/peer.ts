import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readMessage, type Received } from '../../ladder/support/sip-text';
import { until } from '../../ladder/support/waiting';
import { write } from '../support/draft';
import { respond } from '../support/respond';

const ASK_AGAIN_MS = 200;

/** The far end of a fuzzed line: answers what must be answered, and remembers nothing but the newest of each. */
export class FuzzPeer {
  readonly newest = new Map<string, Received>();
  /** Whether REGISTERs are answered. */
  registers = true;
  /** Everything that came: requests and responses. */
  count = 0;
  #alicePort = 0;
  #probes = 0;
  /** The line came back from another port. */
  #moved: () => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('message', (bytes, source) => {
      const moved = source.port !== this.#alicePort;
      this.#alicePort = source.port;
      this.count++;
      this.#heard(readMessage(bytes.toString('utf8')));
      if (moved) this.#moved();
    });
  }

  static async open(address = '127.0.0.1'): Promise<FuzzPeer> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 });
    socket.bind(0, address);
    await once(socket, 'listening');
    return new FuzzPeer(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  get alicePort(): number {
    return this.#alicePort;
  }

  send(message: string | Uint8Array, port = this.#alicePort): void {
    this.socket.send(message, port, '127.0.0.1');
  }

  /**
   * Loopback keeps the order: when this is answered, everything before has been dealt with. Asked again now and
   * then, and as soon as a line that gave up waiting comes back from another port: it may not stay there for long.
   */
  async flush(): Promise<void> {
    const marker = `flush${String(++this.#probes)}x`;
    const answered = (): boolean => this.newest.get('200 OPTIONS')?.text.includes(marker) ?? false;
    const ask = (): void => {
      this.send(write({ port: this.port, marker }, { method: 'OPTIONS' }));
    };
    const again = setInterval(ask, ASK_AGAIN_MS);
    this.#moved = ask;
    ask();
    await until(answered, 'still answering').finally(() => {
      clearInterval(again);
      this.#moved = () => undefined;
    });
  }

  /** A message of that name that came after this was called. */
  async next(name: string, cause: () => void): Promise<Received> {
    this.newest.delete(name);
    cause();
    await until(() => this.newest.has(name), `${name} came`);
    const message = this.newest.get(name);
    if (!message) throw new Error(`no ${name}`);
    return message;
  }

  close(): void {
    this.socket.close();
  }

  #heard(message: Received): void {
    const { status, method } = message;
    this.newest.set(status > 0 ? `${String(status)} ${method}` : method, message);
    if (status > 0 || method === 'ACK' || method === 'INVITE') return;
    if (method !== 'REGISTER') this.send(respond(message, 'SIP/2.0 200 OK'));
    else if (this.registers)
      this.send(
        respond(message, 'SIP/2.0 200 OK', {
          headers: { Contact: `${message.header('contact') ?? ''};expires=600`, Via: message.all('via') },
        }),
      );
  }
}
