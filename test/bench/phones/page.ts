import { WebSocket } from 'ws';
import { eventually, within } from '../../support/deadline';
import { nowMs } from '../machine/clock';

const PINGS = 15;

interface Target {
  readonly url: string;
  readonly webSocketDebuggerUrl: string;
}

/**
 * A page of a Chromium, by its debugging protocol and with nothing else in between: nothing is switched on that
 * costs while nobody asks, and nobody is there after `close`.
 */
export class DebuggedPage {
  #serial = 0;
  readonly #pending = new Map<number, (result: Evaluated) => void>();
  /** Page clock minus bench clock; both count from the epoch, but were set at different times. */
  offsetMs = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      const { id, result } = JSON.parse(data.toString()) as { id: number; result: Evaluated };
      this.#pending.get(id)?.(result);
      this.#pending.delete(id);
    });
  }

  /** The page whose address contains `part`, once it is there. */
  static async open(port: number, part: string): Promise<DebuggedPage> {
    const url = await eventually(10_000, `the page ${part}`, async () => {
      const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as Target[];
      return targets.find((target) => target.url.includes(part))?.webSocketDebuggerUrl;
    });
    const socket = new WebSocket(url);
    await within(5000, 'the debugger', new Promise((resolve) => socket.once('open', resolve)));
    const page = new DebuggedPage(socket);
    await page.#compareClocks();
    return page;
  }

  async evaluate(expression: string): Promise<unknown> {
    const id = ++this.#serial;
    const answered = new Promise<Evaluated>((resolve) => this.#pending.set(id, resolve));
    const params = { expression, awaitPromise: true, returnByValue: true };
    this.socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
    const { result, exceptionDetails } = await within(20_000, expression.slice(0, 80), answered);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result?.value;
  }

  /** Runs a statement in the page; resolves with when it began, on the bench's clock. */
  async run(statement: string): Promise<number> {
    const atMs = await this.evaluate(
      `(() => { const atMs = performance.timeOrigin + performance.now(); ${statement}; return atMs; })()`,
    );
    return Number(atMs) - this.offsetMs;
  }

  close(): void {
    this.socket.terminate();
  }

  /** The quickest of some round trips tells best. */
  async #compareClocks(): Promise<void> {
    let quickestMs = Infinity;
    for (let ping = 0; ping < PINGS; ping++) {
      const sentMs = nowMs();
      const there = Number(await this.evaluate('performance.timeOrigin + performance.now()'));
      const tookMs = nowMs() - sentMs;
      if (tookMs >= quickestMs) continue;
      quickestMs = tookMs;
      this.offsetMs = there - (sentMs + tookMs / 2);
    }
  }
}

interface Evaluated {
  readonly result?: { readonly value?: unknown };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
}
