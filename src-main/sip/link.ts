import { isIP } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Random } from '../base/random';
import { fail, type Result } from '../base/result';
import type { Line } from '../phone/account/line';
import type { TlsFacts } from '../phone/account/registration';
import { isCrowd } from './locate/crowd';
import { locate, type Located, type Target } from './locate/locate';
import { Penalties } from './locate/penalties';
import { race } from './locate/race';
import type { Resolver } from './locate/resolver';
import { connectFailure } from './transport/connect-failure';
import type { ConnectFailure, Endpoint, Flow, FlowEvents, KeepAlivePromise } from './transport/flow';
import type { Network } from './transport/network';

export interface LinkOptions {
  readonly line: Line;
  readonly clock: Clock;
  readonly random: Random;
  readonly resolver: Resolver;
  readonly network: Network;
  readonly onMessage: (bytes: Uint8Array, source: Endpoint, flow: Flow) => void;
  /** The flow opened (again), with all the addresses the server may speak from. */
  readonly onOpen: (flow: Flow, located: Located) => void;
  readonly onLost: (failure: ConnectFailure, flow: Flow) => void;
  /** The server answers requests only: one is due that shows whether it is there. */
  readonly onProbe: () => void;
  /** The flow is closed because we want another. */
  readonly onReset: () => void;
  /** Whether nothing depends on the open flow. */
  readonly mayMove: () => boolean;
  /** The line's other flow, whose server this one leaves to it (RFC 5626 §4.2); absent: there is none. */
  readonly beside?: Beside;
}

export interface Beside {
  readonly remote: () => Endpoint | null;
  /** Rather none at all than a second flow to the same server. */
  readonly apart: boolean;
}

/** The one flow of a line to its proxy: found, opened, opened again. */
export class Link implements Disposable {
  #flow: Flow | null = null;
  #opening: Promise<ConnectFailure | null> | null = null;
  /** Our address on the way to the server when the flow opened: a WebSocket does not tell its own. */
  #source: Promise<string | null> = Promise.resolve(null);
  #sourceAddress: string | null = null;
  #disposed = false;
  /** Where the flow leads or, while there is none, led. */
  #remote: Endpoint | null = null;
  /** The server that ended our connection; whether it did so to everybody is found out by calling on it again. */
  #left: Endpoint | null = null;
  #crowded = false;
  /** As last located. */
  #targets: readonly Target[] = [];
  readonly #penalties = new Penalties();

  constructor(private readonly options: LinkOptions) {}

  get flow(): Flow | null {
    return this.#flow;
  }

  /** Our address on the way to the server; `null` while there is no flow, or a WebSocket's is not known yet. */
  get here(): string | null {
    if (!this.#flow) return null;
    const { address } = this.#flow.local;
    return isIP(address) === 0 ? this.#sourceAddress : address;
  }

  /** What encrypts the present flow, if anything does. */
  get tls(): TlsFacts | undefined {
    return this.#flow?.tls;
  }

  /** Where the flow leads or, while there is none, led. */
  get remote(): Endpoint | null {
    return this.#remote;
  }

  /** Whether the domain has more than one server. */
  get hasSeveral(): boolean {
    return this.#targets.length > 1;
  }

  /** The name that is looked up. */
  get host(): string {
    return this.options.line.server?.host ?? this.options.line.domain;
  }

  /** Whether there is a server to go to should the present or, while there is no flow, the last one not answer. */
  get hasAlternative(): boolean {
    const remote = this.#remote;
    return this.#free.some(({ endpoints }) =>
      endpoints.some((endpoint) => !isDeepStrictEqual(endpoint, remote) && this.#untilMs(endpoint) === 0),
    );
  }

  /** When a server that is preferred to the present one may be tried again; `null`: there is none. Milliseconds. */
  get returnInMs(): number | null {
    const present = this.#present?.priority ?? 0;
    const better = this.#free.filter(({ priority }) => priority < present);
    const untilMs = better.flatMap(({ endpoints }) => endpoints.map((endpoint) => this.#untilMs(endpoint)));
    return untilMs.length > 0 ? Math.max(0, Math.min(...untilMs) - this.options.clock.monotonicMs()) : null;
  }

  /**
   * There is no flow because the server that had us is gone, and with us its many other phones are about to fall upon
   * the servers that are left.
   */
  get crowded(): boolean {
    return this.#crowded;
  }

  /**
   * The server of the present flow does not answer or is overloaded (RFC 3263 §4.3): it is left alone for
   * `afterMs`, and the flow given up if there is another server. False when there is none.
   */
  failOver(afterMs: number | null): boolean {
    if (!this.#flow) return false;
    const elsewhere = this.hasAlternative;
    this.#penalties.add(this.#flow.remote, this.options.clock.monotonicMs(), afterMs);
    if (elsewhere) this.reset();
    return elsewhere;
  }

  /** The server of the present flow answers, and says how it keeps flows alive. */
  answered(promise: KeepAlivePromise): void {
    if (!this.#flow) return;
    this.#penalties.forgive(this.#flow.remote);
    this.#flow.promised(promise);
  }

  /** Another network: what servers did in the last one means nothing. */
  forgive(): void {
    this.#crowded = false;
    this.#penalties.clear();
  }

  /** Opens the flow unless it is open; goes back to the preferred server when its time has come. `null`: it is open. */
  connect(): Promise<ConnectFailure | null> {
    if (this.returnInMs === 0 && this.options.mayMove()) this.reset();
    if (this.#flow) return Promise.resolve(null);
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  /** Whether the present flow is a datagram socket on the address the system would choose again. */
  async stillLeadsThere(): Promise<boolean> {
    if (this.#flow?.protocol !== 'UDP') return false;
    const { local, remote } = this.#flow;
    return (await this.options.network.sourceTowards(remote)) === local.address;
  }

  /** Whether the system would still send to the server from the address the flow was opened from. */
  async leadsTheSameWay(): Promise<boolean> {
    if (!this.#flow) return false;
    return (await this.options.network.sourceTowards(this.#flow.remote)) === (await this.#source);
  }

  /** Gives up the present flow, without telling `onLost`: the network changed under it. */
  reset(): void {
    if (!this.#flow) return;
    this.#flow.dispose();
    this.#flow = null;
    this.options.onReset();
  }

  dispose(): void {
    this.#disposed = true;
    this.reset();
  }

  async #open(): Promise<ConnectFailure | null> {
    const { line, resolver, clock, random } = this.options;
    const left = this.#left;
    this.#left = null;
    const located = await locate(line, resolver, clock, random);
    if (!located.ok) return located.error;
    let failure: ConnectFailure = { kind: 'name-not-found', host: located.value.host };
    this.#targets = located.value.targets;
    if (left && isCrowd(this.#targets) && this.options.mayMove()) {
      const again = await this.#callAgain(left);
      if (again.ok) return this.#use(again.value, located.value);
      this.#crowded = again.error.kind === 'refused';
      if (this.#crowded) return named(again.error, this.host);
    }
    for (const { endpoints } of this.#penalties.inTurn(this.#free, clock.monotonicMs())) {
      const opened = await race(endpoints, (endpoint) => this.#tryEndpoint(endpoint), clock);
      if (opened.ok) return this.#use(opened.value, located.value);
      failure = named(opened.error, this.host);
      for (const endpoint of endpoints) this.#penalties.add(endpoint, clock.monotonicMs(), null);
    }
    // Not one can be reached: none is worse than another, and the next time weights shall decide again.
    this.#penalties.clear();
    return failure;
  }

  /** The server that ended our connection. One that the domain names no more has left for good. */
  #callAgain(left: Endpoint): Promise<Result<Flow, ConnectFailure>> {
    return this.#targetOf(left)
      ? this.#tryEndpoint(left)
      : Promise.resolve(fail({ kind: 'refused', host: this.host }));
  }

  /** Without the server that is left to our other flow, unless it is the only one and may be shared. */
  get #free(): readonly Target[] {
    const { beside } = this.options;
    const taken = beside?.remote() ?? null;
    const free = taken === null ? this.#targets : without(this.#targets, taken);
    return free.length > 0 || beside?.apart === true ? free : this.#targets;
  }

  get #present(): Target | undefined {
    return this.#flow ? this.#targetOf(this.#flow.remote) : undefined;
  }

  #targetOf(remote: Endpoint): Target | undefined {
    return this.#targets.find(({ endpoints }) =>
      endpoints.some((endpoint) => isDeepStrictEqual(endpoint, remote)),
    );
  }

  #untilMs(endpoint: Endpoint): number {
    return this.#penalties.untilMs(endpoint, this.options.clock.monotonicMs());
  }

  #use(flow: Flow, located: Located): ConnectFailure | null {
    if (this.#disposed) {
      flow.dispose();
      return { kind: 'internal', detail: 'the line was closed' };
    }
    this.#flow = flow;
    this.#crowded = false;
    this.#remote = flow.remote;
    this.#sourceAddress = null;
    this.#source = this.options.network.sourceTowards(flow.remote).then((address) => {
      if (flow === this.#flow) this.#sourceAddress = address;
      return address;
    });
    this.options.onOpen(flow, located);
    return null;
  }

  async #tryEndpoint(remote: Endpoint): Promise<Result<Flow, ConnectFailure>> {
    let flow: Flow | null = null;
    const events: FlowEvents = {
      onMessage: (bytes, source) => {
        if (flow) this.options.onMessage(bytes, source, flow);
      },
      onProbe: () => {
        if (flow !== null && flow === this.#flow) this.options.onProbe();
      },
      onLost: (error) => {
        if (flow === null || flow !== this.#flow) return;
        this.#flow = null;
        this.#left = remote;
        const failure = connectFailure(error, this.host);
        this.options.onLost(
          failure.kind === 'internal' ? { kind: 'connection-lost', host: this.host } : failure,
          flow,
        );
      },
    };
    try {
      const { line, network } = this.options;
      const opened = await network.open(line, this.host, remote, events);
      if (opened.ok) flow = opened.value;
      return opened;
    } catch (error) {
      return fail(connectFailure(error, this.host));
    }
  }
}

function without(targets: readonly Target[], taken: Endpoint): readonly Target[] {
  return targets.filter(({ endpoints }) => !endpoints.some((endpoint) => isDeepStrictEqual(endpoint, taken)));
}

/** Failures name what the user typed, not an address he never saw. */
function named(failure: ConnectFailure, host: string): ConnectFailure {
  return failure.kind === 'internal' ? failure : { ...failure, host };
}
