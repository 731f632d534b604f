import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { messageOf, type Log } from '../../base/log';
import { withoutAssertions } from '../identity/assertions';
import { withoutOwnName } from '../identity/discretion';
import { takeChallenges, type Asked } from '../digest/challenge';
import { badRequest, type Flaw } from '../guard/flaw';
import { inspect } from '../guard/inspect';
import { LIMITS } from '../guard/limits';
import { refusal } from '../guard/refusal';
import { repair, withoutOurBranch } from '../guard/repair';
import {
  cseqMethodOf,
  header,
  isResponse,
  mapHeader,
  methodOf,
  statusOf,
  textOf,
  type SipMessage,
} from '../message/message';
import { parseOutgoing } from '../message/outgoing';
import { parseVia, responseTarget } from '../message/via';
import { ClientRetransmission } from '../retransmission/client';
import { ServerRetransmission } from '../retransmission/server';
import type { SipTimers } from '../retransmission/timers';
import type { Trace } from '../trace/trace';
import { Admission } from './admission';
import { bracketed, whereabouts, type Endpoint, type Flow, type FlowProtocol } from './flow';
import type { LargeRequests } from './large-requests';
import { nextHop } from './next-hop';

/** RFC 3261 §18.1.1: a larger request must not go over UDP where the path's MTU is unknown. Bytes. */
export const LARGE_REQUEST = 1_300;

export interface WireOptions {
  readonly clock: Clock;
  readonly timers: SipTimers;
  readonly log: Log;
  /** Our address of record as sip.js compares it with a Request-URI. */
  readonly ownUri: string;
  /** Host names that mean our own proxy. */
  readonly ownNames: readonly string[];
  /** What our own proxy says about who calls is believed. */
  readonly trustsIdentity: boolean;
  /** Appended to every branch: sip.js draws only from ten million (RFC 3261 §8.1.1.7 wants uniqueness). */
  readonly branchSuffix: string;
  readonly protocol: FlowProtocol;
  /** Disposed with the wire. */
  readonly largeRequests: LargeRequests;
  readonly trace: Trace;
  readonly addressOf: (host: string) => Promise<string | null>;
  /** Somebody who may not speak to us did, and was met with silence. */
  readonly onStranger?: () => void;
  /** Before a message is read. */
  readonly onReading?: (() => void) | undefined;
  /**
   * A message ready for sip.js, with the From and To as they really came, and what our own proxy asks. False when
   * it could not be read.
   */
  readonly deliver: (text: string, original: SipMessage, asked: readonly Asked[]) => boolean;
}

interface Way {
  readonly flow: Flow;
  readonly to: Endpoint | undefined;
}

/** INVITE branches whose way is remembered for their CANCEL and ACK. */
const REMEMBERED_WAYS = 256;

/**
 * Everything between sip.js and the flows of a line: routing, retransmission, the guard and the repairs.
 * sip.js sees it as its transport.
 */
export class Wire implements Disposable {
  readonly admission = new Admission();
  readonly #client: ClientRetransmission;
  readonly #server: ServerRetransmission;
  readonly #ways = new Map<string, Way>();
  #flow: Flow | null = null;
  /** The other flow of a line that keeps two (RFC 5626 §4.2). */
  #beside: Flow | null = null;
  /** Flows closed since: what is still repeated over them goes nowhere and is not traced. */
  readonly #gone = new WeakSet<Flow>();
  /** Counted for diagnostics: why messages were dropped. */
  readonly dropped = new Map<string, number>();

  constructor(private readonly options: WireOptions) {
    this.#client = new ClientRetransmission(options.clock, options.timers);
    this.#server = new ServerRetransmission(options.clock, options.timers);
  }

  /** Transport token for Via. */
  get protocol(): string {
    return this.options.protocol;
  }

  get flow(): Flow | null {
    return this.#flow;
  }

  /** Transactions remembered: 0 when nothing is going on. */
  get size(): number {
    return this.#client.size + this.#server.size;
  }

  /** Requests over UDP that wait for an answer. */
  get unanswered(): number {
    return this.#client.unanswered;
  }

  /**
   * From now on requests go over `flow`, those apart whose Via names `beside`, the line's other flow; `null` where
   * there is none. Any flow attached before is closed.
   */
  attach(flow: Flow | null, beside: Flow | null = null): void {
    const present = [flow, beside];
    for (const former of [this.#flow, this.#beside])
      if (former && !present.includes(former)) this.#gone.add(former);
    const changed = flow !== this.#flow;
    this.#flow = flow;
    this.#beside = beside;
    for (const [branch, way] of this.#ways)
      if (this.#gone.has(way.flow) || (changed && !present.includes(way.flow))) this.#ways.delete(branch);
  }

  /** Which of our flows a request that we have not answered yet came over. */
  flowOf(branch: string): Flow | null {
    return this.#ways.get(branch)?.flow ?? this.#flow;
  }

  /** Sends what sip.js wrote. Rejects when there is no flow: sip.js makes a 503 of it (RFC 3261 §8.1.3.1). */
  async send(text: string): Promise<void> {
    const message = parseOutgoing(text);
    const discreet = withoutOwnName(message, this.#flow && whereabouts(this.#flow));
    if (isResponse(discreet)) this.#respond(discreet);
    else await this.#request(this.#withOwnBranch(discreet));
  }

  dispose(): void {
    this.#client.dispose();
    this.#server.dispose();
    this.options.largeRequests.dispose();
    this.#ways.clear();
  }

  /** A message came in over `flow`. Never throws, whatever it holds. */
  receive(bytes: Uint8Array, source: Endpoint, flow: Flow): void {
    try {
      this.#receive(bytes, source, flow);
    } catch (error) {
      this.#drop('threw');
      this.options.log('warn', 'a message could not be handled', { error: messageOf(error) });
    }
  }

  /** Who may not speak to us at all is not even read. */
  #receive(bytes: Uint8Array, source: Endpoint, flow: Flow): void {
    const datagram = flow.protocol === 'UDP';
    if (datagram && !this.admission.admits(source.address, true)) {
      this.#drop('stranger');
      return;
    }
    this.options.onReading?.();
    this.#record('in', bytes, flow, source);
    const verdict = inspect(bytes, datagram ? LIMITS.datagram : LIMITS.streamMessage);
    if (verdict.kind === 'dropped') this.#drop(verdict.why);
    else if (datagram && !this.#admits(verdict.message, source)) this.#drop('stranger');
    else if (verdict.kind === 'refused') this.#refuse(verdict.message, verdict.flaw, source, flow);
    else this.#handle(verdict.message, source, flow);
  }

  #admits(message: SipMessage, source: Endpoint): boolean {
    const insideDialog = isResponse(message) || /;\s*tag\s*=/i.test(header(message, 'to') ?? '');
    return this.admission.admits(source.address, insideDialog);
  }

  #handle(message: SipMessage, source: Endpoint, flow: Flow): void {
    const repaired = repair(message, { source, ownUri: this.options.ownUri });
    const known = isResponse(repaired)
      ? this.#handleResponse(repaired, source, flow)
      : this.#handleRequest(repaired, flow);
    if (!known) return;
    const { asked, rest } = takeChallenges(known);
    const ofProxy = this.#isOfProxy(source, flow);
    const believed = ofProxy && this.options.trustsIdentity ? rest : withoutAssertions(rest);
    if (this.options.deliver(textOf(believed), message, ofProxy ? asked : [])) return;
    if (isResponse(message) || methodOf(message) === 'ACK') this.#drop('unreadable');
    else this.#refuse(message, badRequest('Unreadable Header'), source, flow);
  }

  /** A stateless answer (RFC 3261 §8.2.7): nothing is remembered, a repeated request is answered again. */
  #refuse(request: SipMessage, flaw: Flaw, source: Endpoint, flow: Flow): void {
    this.#drop(`${String(flaw.status)} ${flaw.reason}`);
    const answer = refusal(request, flaw, source);
    const via = parseVia(header(answer, 'via') ?? '');
    if (via) this.#transmit(flow, textOf(answer), responseTarget(via));
  }

  #handleResponse(message: SipMessage, source: Endpoint, flow: Flow): SipMessage | null {
    if (flow.protocol === 'UDP' && this.#client.answered(transactionKey(message), statusOf(message)))
      return null;
    const suffix = this.options.branchSuffix;
    return mapHeader(message, 'via', (via) => via.replace(suffix, ''));
  }

  /** Our connection, or an address of the server: a stranger's challenge gets no answer. */
  #isOfProxy(source: Endpoint, flow: Flow): boolean {
    const ownConnection = (flow === this.#flow || flow === this.#beside) && flow.protocol !== 'UDP';
    return ownConnection || this.admission.isServer(source.address);
  }

  #handleRequest(message: SipMessage, flow: Flow): SipMessage | null {
    if (flow !== this.#flow || this.#beside) this.#remember(branchOf(message), { flow, to: undefined });
    const method = methodOf(message);
    const repeated =
      flow.protocol === 'UDP' && this.#server.received(transactionKey(message, method), method);
    return repeated ? null : message;
  }

  #respond(message: SipMessage): void {
    const via = parseVia(header(message, 'via') ?? '');
    const flow = this.#ways.get(via?.branch ?? '')?.flow ?? this.#flow;
    if (!flow || !via) return;
    const text = textOf(withoutOurBranch(message));
    const send = (): void => {
      this.#transmit(flow, text, responseTarget(via));
    };
    send();
    if (flow.protocol === 'UDP')
      this.#server.replied(
        transactionKey(message),
        methodOf(message),
        statusOf(message),
        this.#guarded(send),
      );
  }

  async #request(message: SipMessage): Promise<void> {
    const way = await this.#wayOf(message);
    if (!way) throw new Error('no connection to the server');
    const { flow, to } = way;
    const method = methodOf(message);
    if (method === 'INVITE') this.#remember(branchOf(message), way);
    const text = textOf(flow.protocol === this.protocol ? message : overTcp(message));
    const send = (): void => {
      this.#transmit(flow, text, to);
    };
    send();
    if (flow.protocol !== 'UDP') return;
    const again = this.#guarded(send);
    if (method !== 'ACK') this.#client.sent(transactionKey(message), method, again);
    // The ACK of a refusal carries its INVITE's branch, that of a 2xx a new one nobody will ask for.
    else if (this.#ways.has(branchOf(message)))
      this.#client.acknowledged(transactionKey(message, 'ACK'), again);
  }

  /** Null when nothing is open. Waits only for a name to resolve or a TCP connection for a large request. */
  async #wayOf(message: SipMessage): Promise<Way | null> {
    const flow = this.#chosen(message);
    const method = methodOf(message);
    const remembered =
      method === 'ACK' || method === 'CANCEL' ? this.#ways.get(branchOf(message)) : undefined;
    if (remembered) return remembered;
    if (!flow || flow.protocol !== 'UDP') return flow && { flow, to: undefined };
    const to = await this.#endpointOf(message, flow);
    const large =
      Buffer.byteLength(textOf(message)) > LARGE_REQUEST ? await this.options.largeRequests.flowTo(to) : null;
    return large ? { flow: large, to: undefined } : { flow, to };
  }

  /** The flow a request was written for. */
  #chosen(message: SipMessage): Flow | null {
    const beside = this.#beside;
    if (!beside) return this.#flow;
    const { address, port } = beside.local;
    const host = port === 0 ? address : `${bracketed(address)}:${String(port)}`;
    return header(message, 'via')?.includes(` ${host};`) === true ? beside : this.#flow;
  }

  #endpointOf(message: SipMessage, flow: Flow): Endpoint | Promise<Endpoint> {
    const hop = nextHop(message, this.options.ownNames);
    if (hop.kind === 'proxy') return flow.remote;
    if (hop.kind === 'address') return this.#admitted(hop.endpoint);
    return this.options
      .addressOf(hop.host)
      .then((address) => (address === null ? flow.remote : this.#admitted({ address, port: hop.port })));
  }

  #admitted(endpoint: Endpoint): Endpoint {
    this.admission.admitPeer(endpoint.address);
    return endpoint;
  }

  #withOwnBranch(message: SipMessage): SipMessage {
    // RFC 6223: a registrar's answer says whether the next hop answers keep-alives.
    const keep = methodOf(message) === 'REGISTER' ? ';keep' : '';
    return mapHeader(
      message,
      'via',
      (via) => via.replace(/;branch=z9hG4bK\d+/, `$&${this.options.branchSuffix}`) + keep,
    );
  }

  #remember(branch: string, way: Way): void {
    this.#ways.delete(branch);
    this.#ways.set(branch, way);
    const oldest = this.#ways.keys().next();
    if (this.#ways.size > REMEMBERED_WAYS && oldest.done !== true) this.#ways.delete(oldest.value);
  }

  #transmit(flow: Flow, text: string, to: Endpoint | undefined): void {
    if (this.#gone.has(flow)) return;
    this.#record('out', text, flow, flow.protocol === 'UDP' ? (to ?? flow.remote) : flow.remote);
    flow.send(text, to);
  }

  /** A repetition comes from a timer, where nobody hears of what is thrown; the transaction ends in its time. */
  #guarded(send: () => void): () => void {
    return () => {
      try {
        send();
      } catch (error) {
        this.options.log('warn', 'a repetition was not sent', { error: messageOf(error) });
      }
    };
  }

  #record(direction: 'in' | 'out', raw: string | Uint8Array, flow: Flow, remote: Endpoint): void {
    const { trace, clock } = this.options;
    const { protocol, local } = flow;
    trace.record({ atMs: clock.nowMs(), direction, protocol, local, remote, raw });
  }

  #drop(why: string): void {
    this.dropped.set(why, (this.dropped.get(why) ?? 0) + 1);
    if (why === 'stranger') this.options.onStranger?.();
  }
}

function branchOf(message: SipMessage): string {
  return parseVia(header(message, 'via') ?? '')?.branch ?? '';
}

/** RFC 3261 §17.1.3 and §17.2.3: branch and method, an ACK belonging to its INVITE. */
function transactionKey(message: SipMessage, method = cseqMethodOf(message)): string {
  return `${branchOf(message)}|${method === 'ACK' ? 'INVITE' : method}`;
}

function overTcp(message: SipMessage): SipMessage {
  return mapHeader(message, 'via', (via, index) =>
    index === 0 ? via.replace('SIP/2.0/UDP', 'SIP/2.0/TCP') : via,
  );
}
