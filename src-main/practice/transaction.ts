import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import { token, type Random } from '../base/random';
import { ClientTransaction, type ClientEvents } from './client-transaction';
import {
  header,
  headerList,
  parseMessage,
  serialise,
  type ReceivedMessage,
  type ReceivedRequest,
  type ReceivedResponse,
  type SipRequest,
} from './message';
import { serverKey, ServerTransaction } from './server-transaction';
import { MAGIC_COOKIE, parseVia, responseTarget, viaWithSource, type Endpoint } from './via';

export interface TransactionPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Where the exchange itself listens: the sent-by of its Via. */
  readonly local: Endpoint;
  readonly send: (bytes: Uint8Array, to: Endpoint) => void;
  /** A new request; an ACK to a 2xx comes without a transaction. */
  readonly onRequest: (
    request: ReceivedRequest,
    source: Endpoint,
    transaction: ServerTransaction | undefined,
  ) => void;
}

/** RFC 3261 §17: everything between datagrams and requests that arrive once. */
export class TransactionLayer implements Disposable {
  readonly #servers = new Map<string, ServerTransaction>();
  readonly #clients = new Map<string, ClientTransaction>();

  constructor(private readonly ports: TransactionPorts) {}

  /** How many transactions are alive: for leak checks. */
  get size(): number {
    return this.#servers.size + this.#clients.size;
  }

  receive(datagram: Uint8Array, source: Endpoint): void {
    const parsed = parseMessage(datagram);
    if (!parsed.ok) {
      // Four bytes or fewer are keep-alives (RFC 5626 §3.5.1), no news to anybody.
      if (datagram.length > 4)
        this.ports.log('debug', 'not SIP', { why: parsed.error.why, port: source.port });
      return;
    }
    if (parsed.value.kind === 'request') this.#request(withSource(parsed.value, source), source);
    else this.#response(parsed.value);
  }

  /** The INVITE that a CANCEL means (RFC 3261 §9.2). */
  inviteOf(cancel: ReceivedRequest): ServerTransaction | undefined {
    return this.#servers.get(serverKey(cancel, 'INVITE'));
  }

  /** Sends a request that has no Via yet. A CANCEL must name its INVITE's `branch` (RFC 3261 §9.1). */
  request(
    draft: SipRequest,
    to: Endpoint,
    events: ClientEvents,
    branch = this.newBranch(),
  ): ClientTransaction {
    const request = this.#withVia(draft, branch);
    const bytes = serialise(request);
    const key = `${branch}|${request.method}`;
    const transaction: ClientTransaction = new ClientTransaction(
      request,
      this.ports.clock,
      () => {
        this.ports.send(bytes, to);
      },
      (response) => {
        this.ports.send(serialise(failureAck(request, response)), to);
      },
      events,
      () => this.#clients.delete(key),
    );
    this.#clients.set(key, transaction);
    return transaction;
  }

  /** The ACK to a 2xx: a transaction of its own that nothing answers (RFC 3261 §13.2.2.4). */
  sendAck(draft: SipRequest, to: Endpoint): void {
    this.ports.send(serialise(this.#withVia(draft, this.newBranch())), to);
  }

  newBranch(): string {
    return `${MAGIC_COOKIE}${token(this.ports.random, 10)}`;
  }

  dispose(): void {
    for (const transaction of [...this.#servers.values(), ...this.#clients.values()]) transaction.dispose();
    this.#servers.clear();
    this.#clients.clear();
  }

  #withVia(draft: SipRequest, branch: string): SipRequest {
    const { host, port } = this.ports.local;
    const via = { name: 'Via', value: `SIP/2.0/UDP ${host}:${String(port)};branch=${branch};rport` };
    return { ...draft, headers: [via, ...draft.headers] };
  }

  #request(request: ReceivedRequest, source: Endpoint): void {
    if (request.method === 'ACK') {
      this.#ack(request, source);
      return;
    }
    const key = serverKey(request);
    const known = this.#servers.get(key);
    if (known) {
      known.retransmitted();
      return;
    }
    const target = responseTarget(request.via, source);
    const transaction = new ServerTransaction(
      request,
      this.ports.clock,
      (bytes) => {
        this.ports.send(bytes, target);
      },
      () => this.#servers.delete(key),
    );
    this.#servers.set(key, transaction);
    this.ports.onRequest(request, source, transaction);
  }

  #ack(request: ReceivedRequest, source: Endpoint): void {
    const isAbsorbed = this.#servers.get(serverKey(request, 'INVITE'))?.acknowledged() ?? false;
    if (!isAbsorbed) this.ports.onRequest(request, source, undefined);
  }

  #response(response: ReceivedResponse): void {
    this.#clients.get(`${response.via.branch}|${response.cseq.method}`)?.receive(response);
  }
}

/** The request with its topmost Via completed, as it will be mirrored in every response. */
function withSource<T extends ReceivedMessage>(message: T, source: Endpoint): T {
  const via = parseVia(viaWithSource(message.via, source));
  return via ? { ...message, via } : message;
}

/** The ACK to a final response other than 2xx, inside the INVITE's transaction (RFC 3261 §17.1.1.3). */
function failureAck(invite: SipRequest, response: ReceivedResponse): SipRequest {
  const copied = ['Via', 'From', 'Call-ID', 'Max-Forwards'].map((name) => ({
    name,
    value: header(invite, name) ?? '',
  }));
  const routes = headerList(invite, 'route').map((value) => ({ name: 'Route', value }));
  return {
    kind: 'request',
    method: 'ACK',
    uri: invite.uri,
    headers: [
      ...copied,
      { name: 'To', value: header(response, 'to') ?? '' },
      { name: 'CSeq', value: `${String(response.cseq.number)} ACK` },
      ...routes,
    ],
    body: '',
  };
}
