import type { UserAgentCore } from 'sip.js/lib/core/index.js';
import { isDeepStrictEqual } from 'node:util';
import { NOTHING_TO_DISPOSE, type Disposable } from '../base/disposable';
import type { Line } from '../phone/account/line';
import type { RegistrationFailure } from '../phone/account/registration';
import { createCore, deliver, noteRepetition, sendProbe } from './core';
import { DigestAccount } from './digest/account';
import type { RegistrarMemory } from './digest/registrar-memory';
import { lastAnswers } from './last-answers';
import { LineCalls } from './line-calls';
import { LineServers } from './line-servers';
import { openWire } from './line-wire';
import { Link } from './link';
import type { Located } from './locate/locate';
import { RegistrationClient } from './register/registration-client';
import type { Trace } from './trace/trace';
import type { Endpoint, Flow } from './transport/flow';
import type { Wire } from './transport/wire';
import type { UserAgentPorts } from './user-agent-ports';
import { LineServices, type ServiceCommand } from './line-services';

/** How long established calls wait for a broken connection to come back. */
const RECONNECT_MS = 12_000;
/** Closing may take so long: the process is about to end. */
const CLOSING_PATIENCE_MS = 1_000;

/** One line: its registration, its flow, its calls. */
export class UserAgent {
  readonly #line: Line;
  readonly #ports: UserAgentPorts;
  readonly #core: UserAgentCore;
  readonly #wire: Wire;
  readonly #link: Link;
  readonly #registration: RegistrationClient;
  readonly #calls: LineCalls;
  readonly #services: LineServices;
  #grace: Disposable = NOTHING_TO_DISPOSE;
  /** Contact and address as calls know them. */
  #reachedAt = '';
  /** Where the flow led when it was last open. */
  #server: Endpoint | null = null;
  #closing = false;

  constructor(
    line: Line,
    password: string,
    private readonly trace: Trace,
    ports: UserAgentPorts,
  ) {
    this.#line = line;
    this.#ports = ports;
    const account = new DigestAccount({ user: line.authUser ?? line.user, password }, ports.random);
    this.#wire = this.#openWire();
    this.#link = this.#openLink();
    const registrar = ports.registrars.of(line);
    this.#services = new LineServices({ ...ports, line, core: () => this.#core });
    this.#core = this.#openCore(account, registrar);
    this.#registration = this.#openRegistration(account, registrar);
    this.#calls = this.#openCalls();
    ports.media.warm(line);
    this.#registration.register();
  }

  /** What is still remembered, for leak checks: all 0 when nothing goes on. */
  get open(): { readonly calls: number; readonly transactions: number; readonly dialogs: number } {
    const { userAgentClients, userAgentServers, dialogs } = this.#core;
    const transactions = this.#wire.size + userAgentClients.size + userAgentServers.size;
    return { calls: this.#calls.size, transactions, dialogs: dialogs.size };
  }

  /** Says again how the registration stands. */
  report(): void {
    this.#emitRegistration();
  }

  /** Somebody is about to call: no time to let others go first. */
  wanted(): void {
    if (this.#link.crowded) this.#registration.register();
  }

  /** New network, resume from sleep, "try again": everything afresh. */
  refresh(): void {
    this.#link.forgive();
    void this.#reopen().then(() => {
      this.#registration.register();
    });
  }

  /** The machine has other addresses than before. Most such changes concern another interface than ours. */
  networkChanged(): void {
    const { state } = this.#registration;
    const waiting = state.state === 'failed' && state.retryAtMs !== null;
    if (waiting) this.refresh();
    else if (state.state !== 'failed')
      void this.#link.leadsTheSameWay().then((same) => {
        if (!same && !this.#closing) this.refresh();
      });
  }

  /** Its calls: made and handled there. */
  get calls(): LineCalls {
    return this.#calls;
  }

  serve(command: ServiceCommand): void {
    this.#services.handle(command);
  }

  /** Hangs up, unregisters, closes: polite, but in about a second. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#grace.dispose();
    // At once, not at the end: by then the same line may be open again with its leg warmed.
    this.#ports.media.cool(this.#line.id);
    this.#calls.close();
    this.#services.dispose();
    await Promise.all([
      this.#registration.unregister(CLOSING_PATIENCE_MS),
      lastAnswers(this.#wire, this.#ports.clock, CLOSING_PATIENCE_MS),
    ]);
    this.#core.dispose();
    this.#wire.dispose();
    this.#link.dispose();
  }

  #openLink(): Link {
    const { clock, random, resolver } = this.#ports;
    return new Link({
      line: this.#line,
      clock,
      random,
      resolver,
      network: this.#ports.network,
      onMessage: (bytes, source, flow) => {
        this.#wire.receive(bytes, source, flow);
      },
      onOpen: (flow, located) => {
        this.#opened(flow, located);
      },
      onLost: (failure) => {
        this.#lost(failure);
      },
      onProbe: () => {
        sendProbe(this.#core, this.#line);
      },
      onReset: () => {
        this.#wire.attach(null);
      },
      mayMove: () => this.#calls.size === 0,
    });
  }

  #openWire(): Wire {
    return openWire({
      ...this.#ports,
      line: this.#line,
      trace: this.trace,
      deliver: (text, original, asked) =>
        deliver(this.#core, text, original, asked, {
          claims: (message) => this.#services.claims(message),
          onDelivered: (message) => {
            this.#calls.delivered(message);
          },
        }),
    });
  }

  #openCalls(): LineCalls {
    return new LineCalls({
      ...this.#ports,
      line: this.#line,
      core: this.#core,
      servers: new LineServers({
        link: this.#link,
        waitingCalls: () => this.#calls.waiting,
        onMoved: () => {
          this.#registration.register();
        },
      }),
      here: () => this.#link.here,
      connected: () => this.#link.flow !== null,
      admitPeer: (address) => {
        this.#wire.admission.admitPeer(address);
      },
      paged: (request) => {
        this.#services.paged(request);
      },
    });
  }

  #openCore(account: DigestAccount, registrar: RegistrarMemory): UserAgentCore {
    return createCore({
      line: this.#line,
      transport: this.#wire,
      flow: () => this.#link.flow,
      binding: () => this.#registration.binding,
      digest: {
        account,
        registrar,
        wanted: (request) => request.method !== 'INVITE' || !this.#calls.gaveUp(request.callId),
        onAnswered: (request) => {
          if (request.method === 'REGISTER') this.#registration.challengeAnswered();
          else noteRepetition(this.#core, request);
        },
        onWeaker: ({ method }) => {
          if (method === 'REGISTER') this.#registration.weakerAsked();
        },
      },
      delegate: {
        onInvite: (request) => {
          this.#calls.invited(request);
        },
        ...this.#services.delegate,
      },
    });
  }

  #openRegistration(account: DigestAccount, registrar: RegistrarMemory): RegistrationClient {
    const { clock, random, pacer } = this.#ports;
    return new RegistrationClient({
      line: this.#line,
      core: this.#core,
      account,
      registrar,
      pacer,
      clock,
      random,
      link: this.#link,
      regId: 1,
      emit: (registration) => {
        this.#emitRegistration();
        // Nobody answers, or nothing can be sent: our address may no longer be the right one. Look again before the
        // next attempt.
        const unanswered =
          registration.state === 'failed' && ['timeout', 'connection-lost'].includes(registration.why.kind);
        if (unanswered) void this.#reopen();
      },
    });
  }

  /** A datagram socket that calls depend on is kept where its address still leads to the server. */
  async #reopen(): Promise<void> {
    if (this.#calls.size > 0 && (await this.#link.stillLeadsThere())) return;
    this.#link.reset();
  }

  #emitRegistration(): void {
    const registration = this.#registration.state;
    this.#services.registration(registration);
    const { tls } = this.#link;
    this.#ports.emit({
      ...{ kind: 'line/registration', lineId: this.#line.id },
      registration: registration.state === 'registered' && tls ? { ...registration, tls } : registration,
    });
  }

  #opened(flow: Flow, located: Located): void {
    this.#grace.dispose();
    if (this.#server !== null && !isDeepStrictEqual(flow.remote, this.#server))
      this.#registration.forgetBinding();
    this.#server = flow.remote;
    this.#wire.admission.setServers(
      located.targets.flatMap(({ endpoints }) => endpoints.map(({ address }) => address)),
    );
    this.#wire.attach(flow);
    this.#moveCalls(flow);
  }

  /** Calls over an earlier flow go on over this one; their far ends must hear where we are now. */
  #moveCalls({ local }: Flow): void {
    const now = `${this.#core.configuration.contact.toString()} ${local.address}`;
    const before = this.#reachedAt;
    this.#reachedAt = now;
    if (now !== before) this.#calls.moved();
  }

  #lost(failure: RegistrationFailure): void {
    this.#wire.attach(null);
    this.#calls.connectionLost();
    // The sound of a call that stands does not need the connection; its end does.
    this.#grace.dispose();
    this.#grace = this.#ports.clock.after(RECONNECT_MS, () => {
      this.#calls.hangUp({ kind: 'connection-lost' });
    });
    this.#registration.connectionLost(failure);
  }
}
