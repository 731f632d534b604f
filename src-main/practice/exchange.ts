import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { messageOf, named, silentLog, type Log } from '../base/log';
import { cryptoRandom, token, type Random } from '../base/random';
import { systemClock } from '../base/system-clock';
import { DigestGuard } from './digest';
import { headerList, type Header, type ReceivedRequest } from './message';
import { music } from './music';
import { directory } from './numbers/directory';
import { loadPrompts, type Language, type Prompts } from './prompts';
import { localUser, Registrar } from './registrar';
import { ALLOW, responseTo } from './response';
import type { ServerTransaction } from './server-transaction';
import { Switchboard } from './switchboard';
import { TransactionLayer } from './transaction';
import { bindLoopback, LOOPBACK, sendLoopback } from './udp';
import type { Endpoint } from './via';

export interface PracticeOptions {
  /** Holds a folder of sentences for each language. */
  readonly promptsDir: string;
  readonly language: Language;
  /** UDP port on 127.0.0.1; 0 or nothing takes a free one. */
  readonly port?: number;
  readonly log?: Log;
  readonly clock?: Clock;
  readonly random?: Random;
  /** How long after 601 hung up it calls back. */
  readonly callbackDelayMs?: number;
  /** How long 604 rings before 480. */
  readonly noAnswerMs?: number;
}

export interface PracticeExchange extends Disposable {
  /** Where it listens on 127.0.0.1. */
  readonly port: number;
  /** Live calls and transactions: for leak checks. */
  readonly alive: { readonly calls: number; readonly transactions: number };
}

const CALL_BACK_NAME: Readonly<Record<Language, string>> = { de: 'Proberückruf', en: 'Practice call back' };
/** Methods we know and do not offer get 405, others 501 (RFC 3261 §8.2.1, §21.5.2). */
const KNOWN_METHODS = new Set(['UPDATE', 'PRACK', 'REFER', 'SUBSCRIBE', 'NOTIFY', 'MESSAGE', 'PUBLISH']);

/** Opens the exchange. Rejects when the port is taken or a sentence is missing. */
export async function openPracticeExchange(options: PracticeOptions): Promise<PracticeExchange> {
  const prompts = await loadPrompts(options.promptsDir, options.language);
  const socket = await bindLoopback(options.port ?? 0);
  if (!socket.ok) throw new Error(`practice exchange: ${socket.error.why}`);
  const log = named(options.log ?? silentLog, 'practice');
  const { port } = socket.value.address();
  const exchange = new Exchange(options, prompts, log, port, (bytes, to) => {
    sendLoopback(socket.value, bytes, to);
  });
  socket.value.on('error', (error) => {
    log('warn', 'socket', { why: messageOf(error) });
  });
  socket.value.on('message', (datagram, { address, port: from }) => {
    exchange.receive(datagram, { host: address, port: from });
  });
  return {
    port,
    get alive() {
      return exchange.alive;
    },
    dispose() {
      if (exchange.isClosed) return;
      exchange.dispose();
      socket.value.close();
    },
  };
}

/** Registrar and switchboard behind one transaction layer (RFC 3261 §8.2). */
class Exchange implements Disposable {
  readonly #transactions: TransactionLayer;
  readonly #registrar: Registrar;
  readonly #switchboard: Switchboard;
  readonly #random: Random;
  #isClosed = false;

  constructor(
    options: PracticeOptions,
    prompts: Prompts,
    private readonly log: Log,
    port: number,
    send: (bytes: Uint8Array, to: Endpoint) => void,
  ) {
    const {
      clock = systemClock,
      random = cryptoRandom,
      callbackDelayMs = 5000,
      noAnswerMs = 180_000,
    } = options;
    this.#random = random;
    this.#registrar = new Registrar(clock, new DigestGuard(clock, random));
    const local = { host: LOOPBACK, port };
    const ports = { clock, random, log, send };
    this.#transactions = new TransactionLayer({
      ...ports,
      local,
      onRequest: (request, source, transaction) => {
        this.#request(request, source, transaction);
      },
    });
    this.#switchboard = new Switchboard({
      ...ports,
      transactions: this.#transactions,
      registrar: this.#registrar,
      contact: `sip:practice@${local.host}:${String(port)}`,
      furniture: { prompts, music: music(), noAnswerMs },
      callBackDelayMs: callbackDelayMs,
      callBackName: CALL_BACK_NAME[options.language],
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get alive(): { calls: number; transactions: number } {
    return { calls: this.#switchboard.size, transactions: this.#transactions.size };
  }

  /** Whatever a datagram holds, nothing is thrown out of here. */
  receive(datagram: Uint8Array, source: Endpoint): void {
    if (this.#isClosed) return;
    try {
      this.#transactions.receive(datagram, source);
    } catch (error) {
      this.log('error', 'a packet was too much', { why: messageOf(error) });
    }
  }

  dispose(): void {
    this.#isClosed = true;
    this.#switchboard.dispose();
    this.#transactions.dispose();
  }

  #request(request: ReceivedRequest, source: Endpoint, transaction: ServerTransaction | undefined): void {
    if (!transaction) {
      this.#switchboard.sessionOf(request)?.receive(request, source, undefined);
      return;
    }
    const required = headerList(request, 'require');
    if (request.method === 'CANCEL') {
      this.#switchboard.cancel(request, transaction, this.#transactions.inviteOf(request));
    } else if (required.length > 0) {
      // No extension is supported here (RFC 3261 §8.2.2.3).
      this.#answer(request, transaction, 420, [{ name: 'Unsupported', value: required.join(', ') }]);
    } else if (request.to.params.has('tag') && request.method !== 'REGISTER') {
      this.#inDialog(request, source, transaction);
    } else {
      this.#outOfDialog(request, source, transaction);
    }
  }

  #inDialog(request: ReceivedRequest, source: Endpoint, transaction: ServerTransaction): void {
    const session = this.#switchboard.sessionOf(request);
    if (request.method === 'OPTIONS') this.#options(request, transaction);
    else if (session) session.receive(request, source, transaction);
    else this.#answer(request, transaction, 481);
  }

  #outOfDialog(request: ReceivedRequest, source: Endpoint, transaction: ServerTransaction): void {
    switch (request.method) {
      case 'REGISTER':
        this.#register(request, source, transaction);
        return;
      case 'OPTIONS':
        this.#options(request, transaction);
        return;
      case 'INVITE':
        void this.#switchboard.invite(request, source, transaction).catch((error: unknown) => {
          this.log('error', 'a call was too much', { why: messageOf(error) });
          this.#answer(request, transaction, 500);
        });
        return;
      case 'BYE':
      case 'INFO':
        this.#answer(request, transaction, 481);
        return;
      default:
        this.#answer(request, transaction, KNOWN_METHODS.has(request.method) ? 405 : 501, [
          { name: 'Allow', value: ALLOW },
        ]);
    }
  }

  #register(request: ReceivedRequest, source: Endpoint, transaction: ServerTransaction): void {
    const response = this.#registrar.register(request, source, token(this.#random));
    transaction.respond(response);
    const user = localUser(request.to.uri) ?? '';
    if (response.status === 200 && this.#switchboard.hasMessages(user))
      this.#switchboard.announceMessages(user);
  }

  /** What an INVITE to the same address would find (RFC 3261 §11.2). */
  #options(request: ReceivedRequest, transaction: ServerTransaction): void {
    const user = localUser(request.uri) ?? '';
    const isKnown = user === '' || user === 'practice' || directory.has(user);
    this.#answer(request, transaction, isKnown ? 200 : 404, [
      { name: 'Allow', value: ALLOW },
      { name: 'Accept', value: 'application/sdp' },
    ]);
  }

  #answer(
    request: ReceivedRequest,
    transaction: ServerTransaction,
    status: number,
    headers: readonly Header[] = [],
  ): void {
    transaction.respond(responseTo(request, status, { toTag: token(this.#random), headers }));
  }
}
