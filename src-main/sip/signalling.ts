import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { named, type Log } from '../base/log';
import type { Random } from '../base/random';
import type { Event } from '../base/signal';
import type { Line, LineId } from '../phone/account/line';
import { reachabilityAfter, type ReachabilityHistory } from '../phone/account/reachability';
import type { MediaPort } from '../phone/call/media-session';
import type { CallId, SignallingCommand, SignallingEvent } from '../phone/call/signalling';
import type { Leg } from './call/leg';
import { RegistrarMemories } from './digest/registrar-memory';
import { decodeGrammarOnce, warmGrammar } from './grammar-speed';
import { systemResolver, type Resolver } from './locate/resolver';
import { tooLate } from './refer/call-refers';
import { everySecond, systemAddresses, watchNetwork } from './register/network-watch';
import { RegisterPacer } from './register/pacer';
import { RFC_TIMERS, setStackTimers, type SipTimers } from './retransmission/timers';
import { Trace } from './trace/trace';
import { systemNetwork, type Network } from './transport/network';
import { UserAgent } from './user-agent';
import type { UserAgentPorts } from './user-agent-ports';

export interface SignallingOptions {
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly emit: (event: SignallingEvent) => void;
  /** The system's when absent. */
  readonly resolver?: Resolver;
  /** This machine's addresses; the system's when absent. */
  readonly addresses?: () => readonly string[];
  /** When to look whether those changed; every second when absent. */
  readonly looks?: Event<void>;
  /** The system's when absent. */
  readonly network?: Network;
  /** Somebody sees the texts that come (`message/received`); otherwise they are refused. */
  readonly takesMessages?: boolean;
  /** Called before each message that comes in is read. */
  readonly onReading?: (() => void) | undefined;
  /** RFC 3261's when absent; for the whole process, since sip.js keeps them so. */
  readonly timers?: SipTimers;
}

/** What is still open: for leak checks. */
export interface OpenCounts {
  readonly lines: number;
  readonly calls: number;
  readonly transactions: number;
  readonly dialogs: number;
}

export interface Signalling {
  /** Never throws; commands for lines and calls that are gone are ignored. */
  handle(command: SignallingCommand): void;
  readonly open: OpenCounts;
  /** The last messages of a line, also from before it was set anew; undefined when there is no such line. */
  trace(lineId: LineId): Trace | undefined;
  /** When calls could reach a line since the process started, as far as is remembered; empty for no such line. */
  reachability(lineId: LineId): ReachabilityHistory;
  /** Hangs up all calls and unregisters all lines, within about two seconds. */
  close(): Promise<void>;
}

/** By then the lines are registered and the windows are there; neither need wait for this. */
const WARM_UP_AFTER_MS = 1500;

/** More than so many at once is no longer people calling. */
const MOST_RINGING = 8;

interface OpenLine {
  readonly line: Line;
  readonly password: string;
  readonly clientKey: string | null;
  readonly agent: UserAgent;
}

/** The SIP side of the line process: one user agent for each line that has a password. */
export function openSignalling(options: SignallingOptions): Signalling {
  return new SipSignalling(options);
}

class SipSignalling implements Signalling {
  readonly #lines = new Map<LineId, OpenLine>();
  /** Lines whose voicemail box is watched, also when they are set anew. */
  readonly #watching = new Set<LineId>();
  readonly #traces = new Map<LineId, Trace>();
  readonly #reachability = new Map<LineId, ReachabilityHistory>();
  readonly #network: Disposable;
  readonly #pacer: RegisterPacer;
  readonly #closing = new Set<Promise<void>>();
  readonly #ports: Omit<UserAgentPorts, 'network'> & { readonly network?: Network };

  constructor(options: SignallingOptions) {
    const { timers = RFC_TIMERS, resolver = systemResolver, addresses = systemAddresses, ...ports } = options;
    const { looks = everySecond(ports.clock) } = options;
    setStackTimers(timers);
    decodeGrammarOnce();
    ports.clock.after(WARM_UP_AFTER_MS, warmGrammar);
    const mayRing = (): boolean =>
      [...this.#lines.values()].reduce((ringing, { agent }) => ringing + agent.calls.ringing, 0) <
      MOST_RINGING;
    const registrars = new RegistrarMemories();
    this.#pacer = new RegisterPacer(ports.clock);
    const emit = (event: SignallingEvent): void => {
      this.#remember(event);
      ports.emit(event);
    };
    const log = named(ports.log, 'sip');
    const legOf = (callId: CallId): Leg | undefined =>
      [...this.#lines.values()].map(({ agent }) => agent.calls.leg(callId)).find((leg) => leg !== undefined);
    const { takesMessages = true } = options;
    this.#ports = {
      ...{ ...ports, emit, timers, resolver, registrars, log, mayRing, legOf, takesMessages },
      pacer: this.#pacer,
    };
    this.#network = watchNetwork({ clock: ports.clock, addresses, looks }, () => {
      for (const { agent } of this.#lines.values()) agent.networkChanged();
    });
  }

  get open(): OpenCounts {
    const lines = [...this.#lines.values()].map(({ agent }) => agent.open);
    const sum = (count: (open: (typeof lines)[number]) => number): number =>
      lines.reduce((all, open) => all + count(open), 0);
    return {
      lines: lines.length,
      calls: sum(({ calls }) => calls),
      transactions: sum(({ transactions }) => transactions),
      dialogs: sum(({ dialogs }) => dialogs),
    };
  }

  handle(command: SignallingCommand): void {
    switch (command.kind) {
      case 'line/set':
        this.#set(command.line, command.password, command.clientKey ?? null);
        break;
      case 'line/remove':
        this.#remove(command.lineId);
        this.#emit(command.lineId, 'off');
        this.#traces.delete(command.lineId);
        this.#watching.delete(command.lineId);
        this.#reachability.delete(command.lineId);
        break;
      case 'line/refresh':
        this.#lines.get(command.lineId)?.agent.refresh();
        break;
      case 'line/warm':
        this.#warm(command.lineId);
        break;
      case 'line/watch-messages':
        if (command.watched) this.#watching.add(command.lineId);
        else this.#watching.delete(command.lineId);
        this.#lines.get(command.lineId)?.agent.serve(command);
        break;
      case 'line/publish':
        this.#lines.get(command.lineId)?.agent.serve(command);
        break;
      case 'message/send':
        this.#send(command);
        break;
      case 'call/dial':
        this.#dial(command);
        break;
      default:
        for (const { agent } of this.#lines.values()) if (agent.calls.handle(command)) return;
        tooLate(command, this.#ports.emit);
    }
  }

  trace(lineId: LineId): Trace | undefined {
    return this.#traces.get(lineId);
  }

  reachability(lineId: LineId): ReachabilityHistory {
    return this.#reachability.get(lineId) ?? [];
  }

  async close(): Promise<void> {
    this.#network.dispose();
    for (const lineId of [...this.#lines.keys()]) this.#remove(lineId);
    await Promise.all(this.#closing);
    this.#pacer.dispose();
  }

  #remember(event: SignallingEvent): void {
    if (event.kind !== 'line/registration') return;
    const { lineId, registration } = event;
    const after = reachabilityAfter(this.reachability(lineId), registration, this.#ports.clock.nowMs());
    this.#reachability.set(lineId, after);
  }

  #set(line: Line, password: string | null, clientKey: string | null): void {
    const present = this.#lines.get(line.id);
    const same = present?.password === password && present.clientKey === clientKey;
    if (present && same && isDeepStrictEqual(present.line, line)) {
      present.agent.report();
      return;
    }
    this.#remove(line.id);
    if (password === null) {
      this.#emit(line.id, 'password-needed');
      return;
    }
    const trace = this.#traces.get(line.id) ?? new Trace();
    this.#traces.set(line.id, trace);
    const { clock, random } = this.#ports;
    const network = this.#ports.network ?? systemNetwork(clock, random, clientKey);
    const agent = new UserAgent(line, password, trace, { ...this.#ports, network });
    this.#lines.set(line.id, { line, password, clientKey, agent });
    if (this.#watching.has(line.id))
      agent.serve({ kind: 'line/watch-messages', lineId: line.id, watched: true });
  }

  #remove(lineId: LineId): void {
    const closing = this.#lines.get(lineId)?.agent.close();
    this.#lines.delete(lineId);
    if (!closing) return;
    const settled = closing.finally(() => this.#closing.delete(settled));
    this.#closing.add(settled);
  }

  #send(command: Extract<SignallingCommand, { kind: 'message/send' }>): void {
    const agent = this.#lines.get(command.lineId)?.agent;
    const { messageId } = command;
    if (agent) agent.serve(command);
    else this.#ports.emit({ kind: 'message/failed', messageId, why: 'not-registered', status: null });
  }

  #warm(lineId: LineId): void {
    const open = this.#lines.get(lineId);
    if (!open) return;
    this.#ports.media.warm(open.line);
    open.agent.wanted();
  }

  #dial({ callId, lineId, target, hidden }: Extract<SignallingCommand, { kind: 'call/dial' }>): void {
    const agent = this.#lines.get(lineId)?.agent;
    if (agent) agent.calls.dial(callId, target, hidden);
    else this.#ports.emit({ kind: 'call/ended', callId, why: { kind: 'not-registered' } });
  }

  #emit(lineId: LineId, state: 'off' | 'password-needed'): void {
    this.#ports.emit({ kind: 'line/registration', lineId, registration: { state } });
  }
}
