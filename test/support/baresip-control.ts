import { connect, type Socket } from 'node:net';
import { eventually, within } from './deadline';
import { netstring, NetstringReader } from './netstring';

/** What baresip's ctrl_tcp module reports; `type` e.g. `CALL_INCOMING`, `param` e.g. the reason or a DTMF digit. */
export interface BaresipEvent {
  readonly type: string;
  readonly direction?: 'incoming' | 'outgoing';
  readonly peeruri?: string;
  readonly id?: string;
  readonly param?: string;
}

interface Answer {
  readonly ok: boolean;
  readonly data: string;
}

type Message =
  (BaresipEvent & { readonly event: true }) | (Answer & { readonly event?: never; readonly token?: string });

/** The control connection: commands with their answers, events in the order they came. */
export class BaresipControl {
  readonly #reader = new NetstringReader();
  readonly #answers = new Map<string, (answer: Answer) => void>();
  readonly #unread: BaresipEvent[] = [];
  readonly #waiting = new Set<() => void>();
  #commands = 0;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => {
      for (const text of this.#reader.push(chunk)) this.#take(JSON.parse(text) as Message);
    });
    socket.on('error', () => undefined);
  }

  static async open(port: number): Promise<BaresipControl> {
    const socket = await eventually(5000, 'baresip takes commands', () => connected(port));
    return new BaresipControl(socket);
  }

  #take(message: Message): void {
    if (message.event) {
      this.#unread.push(message);
      for (const look of [...this.#waiting]) look();
      return;
    }
    this.#answers.get(message.token ?? '')?.(message);
    this.#answers.delete(message.token ?? '');
  }

  /** Runs a baresip command (`dial`, `accept`, `hold` …); its printed answer, or an error when it refused. */
  async command(command: string, params = ''): Promise<string> {
    const token = String((this.#commands += 1));
    const answered = new Promise<Answer>((resolve) => this.#answers.set(token, resolve));
    this.socket.write(netstring(JSON.stringify({ command, params, token })));
    const answer = await within(3000, `baresip answers "${command}"`, answered);
    if (!answer.ok) throw new Error(`baresip refused "${command} ${params}": ${answer.data.trim()}`);
    return answer.data;
  }

  /** The oldest event of this type not yet taken, or the next to come. */
  async event(type: string, ms = 5000): Promise<BaresipEvent> {
    let look: (() => void) | undefined;
    const found = new Promise<BaresipEvent>((resolve) => {
      look = () => {
        const at = this.#unread.findIndex((event) => event.type === type);
        const [event] = at < 0 ? [] : this.#unread.splice(at, 1);
        if (!event || !look) return;
        this.#waiting.delete(look);
        resolve(event);
      };
      this.#waiting.add(look);
      look();
    });
    try {
      return await within(ms, `baresip reports ${type}`, found);
    } finally {
      if (look) this.#waiting.delete(look);
    }
  }

  close(): void {
    this.socket.destroy();
  }
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
