import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Inbox } from '../../ladder/support/waiting';
import { Log } from '../log';
import { rememberPeerLog } from '../peer-logs';
import { whereIs } from '../peer-missing';

/** A program of ours in one of the two hosts, talking to the test in messages. */
export class Inhabitant<Order extends object, Report extends object> implements AsyncDisposable {
  readonly reports = new Inbox<Report>();
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  /** @param module a file of this folder, without its ending */
  constructor(namespace: string, module: 'phone' | 'far-end') {
    const program = [process.execPath, join(__dirname, 'run.mjs'), join(__dirname, `${module}.ts`)];
    const log = new Log();
    this.#child = spawn(whereIs('ip') ?? 'ip', ['netns', 'exec', namespace, ...program], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        log.append(chunk);
      });
    this.#child.on('message', (report) => {
      log.append(`${JSON.stringify(report)}\n`);
      this.reports.put(report as Report);
    });
    this.#ended = new Promise((resolve) =>
      this.#child.once('exit', () => {
        resolve();
      }),
    );
    rememberPeerLog(module, log, () => this.#child.exitCode === null);
  }

  order(order: Order): void {
    this.#child.send(order);
  }

  /** The next report that fits; those before it stay. Throws after the deadline. */
  async report(what: string, fits: (report: Report) => boolean, deadlineMs: number): Promise<Report> {
    const found = await this.reports.nextThat(fits, deadlineMs);
    if (!found) throw new Error(`not within ${String(deadlineMs)} ms: ${what}`);
    return found;
  }

  /** It ends when its channel closes. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#ended;
  }
}
