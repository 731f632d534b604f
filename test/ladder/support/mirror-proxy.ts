import { createSocket, type Socket } from 'node:dgram';
import { readMessage } from './sip-text';

/** A stateless proxy and registrar whose only user is Alice: what she sends anybody comes back to her. */
export class MirrorProxy {
  /** Hears, and says nothing. */
  deaf = false;
  onRegister: () => void = () => undefined;
  #serial = 0;

  private constructor(private readonly socket: Socket) {}

  static async open(): Promise<MirrorProxy> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const proxy = new MirrorProxy(socket);
    socket.on('message', (bytes, source) => {
      const text = proxy.#passOn(bytes.toString('utf8'));
      if (text !== '') socket.send(text, source.port, source.address);
    });
    return proxy;
  }

  get port(): number {
    return this.socket.address().port;
  }

  close(): void {
    this.socket.close();
  }

  #passOn(text: string): string {
    if (text.trim() === '') return '';
    const message = readMessage(text);
    if (message.status > 0) return text.replace(/^Via:.*\r\n/m, '');
    if (message.method === 'REGISTER') {
      this.onRegister();
      if (this.deaf) return '';
      const echoed = ['Via', 'From', 'To', 'Call-ID', 'CSeq', 'Contact'].map(
        (name) => `${name}: ${message.header(name) ?? ''}`,
      );
      return ['SIP/2.0 200 OK', ...echoed, 'Content-Length: 0', '', ''].join('\r\n');
    }
    // The same transaction coming twice must get the same branch: ACK and CANCEL find their INVITE by it.
    const inner = /branch=z9hG4bK([^;\s]+)/.exec(message.header('via') ?? '')?.[1] ?? String(++this.#serial);
    return text.replace(
      /^Via:/m,
      `Via: SIP/2.0/UDP 127.0.0.1:${String(this.port)};branch=z9hG4bKm${inner}\r\nVia:`,
    );
  }
}
