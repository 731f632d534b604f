import { createSocket, type Socket } from 'node:dgram';
import { whereIs } from './peer-missing';
import { startProgram } from './program';
import { openScratch } from './scratch';

/** A loopback address nobody registers with. */
export const STRANGER = '127.0.0.66';

const METHODS = ['OPTIONS', 'INVITE', 'REGISTER', 'SUBSCRIBE', 'MESSAGE', 'BYE'] as const;
/** Sent together; a timer cannot be trusted with single milliseconds. */
const BATCH_MS = 50;

/** What the scanners of the internet send all day, from an address that is not the exchange's. */
export class Scanner implements Disposable {
  /** Whatever came back: first lines. */
  readonly answers: string[] = [];
  sent = 0;
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (bytes) => {
      this.answers.push(bytes.toString().split('\r\n')[0] ?? '');
    });
  }

  static async open(): Promise<Scanner> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, STRANGER, resolve));
    return new Scanner(socket);
  }

  /** Resolves when all are sent. */
  scan(port: number, requests: number, perSecond: number): Promise<void> {
    const startedMs = performance.now();
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        const due = Math.min(requests, ((performance.now() - startedMs) / 1_000) * perSecond);
        while (this.sent < due) this.#socket.send(this.#request(this.sent++), port, '127.0.0.1');
        if (this.sent < requests) return;
        clearInterval(timer);
        resolve();
      }, BATCH_MS);
    });
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #request(serial: number): string {
    const method = METHODS[serial % METHODS.length] ?? 'OPTIONS';
    const [user, here] = [
      String(100 + (serial % 9_900)),
      `${STRANGER}:${String(this.#socket.address().port)}`,
    ];
    return [
      `${method} sip:${user}@127.0.0.1 SIP/2.0`,
      `Via: SIP/2.0/UDP ${here};branch=z9hG4bK-${String(serial)};rport`,
      `From: "friendly-scanner" <sip:${user}@127.0.0.1>;tag=${String(serial)}`,
      `To: "friendly-scanner" <sip:${user}@127.0.0.1>`,
      `Call-ID: scan-${String(serial)}`,
      `CSeq: 1 ${method}`,
      `Contact: <sip:${user}@${here}>`,
      'Max-Forwards: 70',
      'User-Agent: friendly-scanner',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
  }
}

/** One of SIPVicious' tools, which come from 127.0.0.1 whatever they are told; what it printed. */
export async function sipvicious(
  tool: 'svmap' | 'svwar' | 'svcrack',
  { host = '127.0.0.1', port }: { readonly host?: string; readonly port: number },
  ...options: readonly string[]
): Promise<string> {
  const scratch = openScratch(tool);
  const args = ['-x', '127.0.0.1', '-p', String(port), ...options, host];
  const env = { ...process.env, HOME: scratch.dir, PYTHONUNBUFFERED: '1' };
  const program = startProgram(tool, whereIs(tool) ?? tool, args, { cwd: scratch.dir, env });
  try {
    await program.ended;
    return program.log.text;
  } finally {
    await program.stop();
    scratch.remove();
  }
}
