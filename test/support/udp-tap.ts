import { Socket } from 'node:dgram';

/** UDP of this process between `start` and its disposal, as it was on the wire. */
export class UdpTap implements Disposable {
  readonly sent: Buffer[] = [];
  readonly received: Buffer[] = [];
  readonly #send = Object.getOwnPropertyDescriptor(Socket.prototype, 'send');
  readonly #emit = Object.getOwnPropertyDescriptor(Socket.prototype, 'emit');

  constructor() {
    const { sent, received } = this;
    const [send, emit] = [Reflect.get(Socket.prototype, 'send'), Reflect.get(Socket.prototype, 'emit')];
    Reflect.set(Socket.prototype, 'send', function (this: Socket, ...args: readonly unknown[]): unknown {
      if (Buffer.isBuffer(args[0])) sent.push(Buffer.from(args[0]));
      return Reflect.apply(send, this, args) as unknown;
    });
    Reflect.set(Socket.prototype, 'emit', function (this: Socket, ...args: readonly unknown[]): unknown {
      if (args[0] === 'message' && Buffer.isBuffer(args[1])) received.push(Buffer.from(args[1]));
      return Reflect.apply(emit, this, args) as unknown;
    });
  }

  [Symbol.dispose](): void {
    if (this.#send) Object.defineProperty(Socket.prototype, 'send', this.#send);
    if (this.#emit) Object.defineProperty(Socket.prototype, 'emit', this.#emit);
    else Reflect.deleteProperty(Socket.prototype, 'emit');
  }
}
