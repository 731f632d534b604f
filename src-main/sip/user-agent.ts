import type { UserAgentCore } from 'sip.js/lib/core/index.js';
import { isDeepStrictEqual } from 'node:util';
import { NOTHING_TO_DISPOSE, type Disposable } from '../base/disposable';
import type { Line } from '../phone/account/line';
import type { Registration, RegistrationFailure } from '../phone/account/registration';
import { createCore, deliver, noteRepetition } from './core';
import { DigestAccount } from './digest/account';
import { lastAnswers } from './last-answers';
import { LineCalls } from './line-calls';
import { LineFlow } from './line-flow';
import { LineServers, type LineServersOptions } from './line-servers';
import { openWire } from './line-wire';
import type { Link } from './link';
import type { Located } from './locate/locate';
import type { Trace } from './trace/trace';
import type { Flow } from './transport/flow';
import { StrangerCount } from './transport/stranger-count';
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
  readonly #strangers: StrangerCount;
  readonly #account: DigestAccount;
  readonly #first: LineFlow;
  /** Kept where the registrar does outbound and the domain has several servers (RFC 5626 §4.2). */
  #second: LineFlow | null = null;
  /** Which of them our requests go over: the first that works, for as long as it does. */
  #current: LineFlow;
  readonly #calls: LineCalls;
  readonly #services: LineServices;
  #grace: Disposable = NOTHING_TO_DISPOSE;
  /** Contact and address as calls know them. */
  #reachedAt = '';
  #reported: Registration | null = null;
  #closing = false;

  constructor(
    line: Line,
    password: string,
    private readonly trace: Trace,
    ports: UserAgentPorts,
  ) {
    this.#line = line;
    this.#ports = ports;
    this.#account = new DigestAccount({ user: line.authUser ?? line.user, password }, ports.random);
    this.#strangers = new StrangerCount(ports.clock, (strangers) => {
      ports.emit({ kind: 'line/strangers', lineId: line.id, strangers });
    });
    this.#wire = this.#openWire();
    this.#services = new LineServices({ ...ports, line, core: () => this.#core });
    this.#core = this.#openCore();
    this.#first = this.#openFlow(1);
    this.#current = this.#first;
    this.#calls = this.#openCalls();
    ports.media.warm(line);
    this.#first.registration.register();
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
    const { link, registration } = this.#current;
    if (link.crowded) registration.register();
  }

  /** New network, resume from sleep, "try again": everything afresh. */
  refresh(): void {
    // The first last: no call shall move to a flow that is about to be closed, too.
    for (const flow of [...this.#flows].reverse()) {
      flow.link.forgive();
      void this.#reopen(flow).then(() => {
        flow.registration.register();
      });
    }
  }

  /** The machine has other addresses than before. Most such changes concern another interface than ours. */
  networkChanged(): void {
    const { state } = this.#shown;
    const waiting = state.state === 'failed' && state.retryAtMs !== null;
    if (waiting) this.refresh();
    else if (state.state !== 'failed')
      void Promise.all(this.#flows.map(({ link }) => link.leadsTheSameWay())).then((same) => {
        if (same.includes(false) && !this.#closing) this.refresh();
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
      ...this.#flows.map(({ registration }) => registration.unregister(CLOSING_PATIENCE_MS)),
      lastAnswers(this.#wire, this.#ports.clock, CLOSING_PATIENCE_MS),
    ]);
    this.#core.dispose();
    this.#wire.dispose();
    this.#strangers.dispose();
    for (const { link } of this.#flows) link.dispose();
  }

  #openFlow(regId: number): LineFlow {
    const other = (): LineFlow | null => (regId === 1 ? this.#second : this.#first);
    const flow = new LineFlow({
      ...this.#ports,
      line: this.#line,
      core: this.#core,
      account: this.#account,
      registrar: this.#ports.registrars.of(this.#line),
      regId,
      beside: {
        // The second never takes what the first had last; the first takes all it needs.
        remote: () => (regId === 1 ? (this.#second?.link.flow?.remote ?? null) : this.#first.link.remote),
        apart: regId !== 1,
      },
      otherFlow: () => {
        const beside = other();
        if (beside?.works === true) return 'works';
        return beside ? 'failed' : null;
      },
      mayMove: () => this.#calls.size === 0,
      onMessage: (bytes, source, over) => {
        this.#wire.receive(bytes, source, over);
      },
      onOpen: (located) => {
        this.#opened(located);
      },
      onLost: (failure, lost) => {
        this.#lost(flow, failure, lost);
      },
      onReset: () => {
        this.#route();
      },
      onRegistration: (registration) => {
        this.#registrationChanged(flow, registration);
      },
    });
    return flow;
  }

  #openWire(): Wire {
    return openWire({
      ...this.#ports,
      line: this.#line,
      trace: this.trace,
      onStranger: () => {
        this.#strangers.add();
      },
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
        link: this.#asLink(),
        waitingCalls: () => this.#calls.waiting,
        onMoved: () => {
          for (const { registration } of this.#flows) registration.register();
        },
      }),
      here: () => this.#current.link.here,
      connected: () => this.#current.link.flow !== null,
      flowOf: (branch) => this.#wire.flowOf(branch),
      admitPeer: (address) => {
        this.#wire.admission.admitPeer(address);
      },
      paged: (request, callId) => {
        this.#services.paged(request, callId);
      },
    });
  }

  #openCore(): UserAgentCore {
    return createCore({
      line: this.#line,
      transport: this.#wire,
      flow: () => this.#current.link.flow,
      binding: () => this.#current.registration.binding,
      digest: {
        account: this.#account,
        registrar: this.#ports.registrars.of(this.#line),
        wanted: (request) => request.method !== 'INVITE' || !this.#calls.gaveUp(request.callId),
        onAnswered: (request) => {
          if (request.method === 'REGISTER') this.#first.registration.challengeAnswered();
          else noteRepetition(this.#core, request);
        },
        onWeaker: ({ method, callId }) => {
          if (method !== 'REGISTER') return;
          this.#flows.find(({ registration }) => registration.callId === callId)?.registration.weakerAsked();
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

  /** What a call that is being made may do about the server it meets silence from. */
  #asLink(): LineServersOptions['link'] {
    const current = (): Link => this.#current.link;
    const other = (): LineFlow | null =>
      this.#flows.find((flow) => flow !== this.#current && flow.works) ?? null;
    return {
      get flow() {
        return current().flow;
      },
      get hasAlternative() {
        return other() !== null || current().hasAlternative;
      },
      failOver: (afterMs) => {
        const next = other();
        if (!next) return current().failOver(afterMs);
        this.#use(next);
        this.#moveCalls();
        return true;
      },
      connect: () => (current().flow ? Promise.resolve(null) : this.#first.link.connect()),
    };
  }

  get #flows(): readonly LineFlow[] {
    return this.#second ? [this.#first, this.#second] : [this.#first];
  }

  /** Reachable over one flow is reachable. */
  /** The flow whose registration is the line's: one that works. */
  get #shown(): LineFlow {
    return this.#flows.find(({ works }) => works) ?? this.#first;
  }

  #registrationChanged(flow: LineFlow, registration: Registration): void {
    this.#keepSecond();
    const before = this.#current.link.flow;
    this.#choose();
    // What a binding brings is another name for us, not another place: a call just made must not be made again.
    if (this.#current.link.flow !== before) this.#moveCalls();
    const shown = this.#shown;
    if (shown === flow || !isDeepStrictEqual(shown.state, this.#reported)) this.#emitRegistration();
    // Nobody answers, or nothing can be sent: our address may no longer be the right one. Look again before the
    // next attempt.
    const unanswered =
      registration.state === 'failed' && ['timeout', 'connection-lost'].includes(registration.why.kind);
    if (unanswered) void this.#reopen(flow);
  }

  /** As the registrar last said, and the domain last named servers. */
  #keepSecond(): void {
    const { link, registration, works } = this.#first;
    if (!works || this.#closing) return;
    const wanted = registration.binding.outbound && link.hasSeveral;
    if (wanted && !this.#second) {
      this.#second = this.#openFlow(2);
      this.#second.registration.register();
    } else if (!wanted && this.#second) {
      const left = this.#second;
      this.#second = null;
      left.registration.dispose();
      left.link.dispose();
    }
  }

  /** A datagram socket that calls depend on is kept where its address still leads to the server. */
  async #reopen({ link }: LineFlow): Promise<void> {
    if (this.#calls.size > 0 && (await link.stillLeadsThere())) return;
    link.reset();
  }

  #emitRegistration(): void {
    const registration = this.#shown.state;
    this.#reported = registration;
    this.#services.registration(registration);
    this.#ports.emit({ kind: 'line/registration', lineId: this.#line.id, registration });
  }

  #opened({ targets }: Located): void {
    this.#wire.admission.setServers(
      targets.flatMap(({ endpoints }) => endpoints.map(({ address }) => address)),
    );
    this.#route();
  }

  /** Chooses the flow for our requests anew; calls move along. */
  #route(): void {
    this.#choose();
    this.#moveCalls();
  }

  #choose(): void {
    const present = this.#current;
    const working = this.#flows.find(({ works }) => works);
    if (this.#flows.includes(present) && (present.works || (!working && present.link.flow)))
      this.#use(present);
    else this.#use(working ?? this.#first);
  }

  #use(flow: LineFlow): void {
    this.#current = flow;
    const beside = this.#flows.find((other) => other !== flow);
    this.#wire.attach(flow.link.flow, beside?.link.flow ?? null);
    if (flow.link.flow) this.#grace.dispose();
  }

  /** Calls over an earlier flow go on over this one; their far ends must hear where we are now. */
  #moveCalls(): void {
    const { flow } = this.#current.link;
    if (!flow) return;
    const now = `${this.#core.configuration.contact.toString()} ${flow.local.address}`;
    const before = this.#reachedAt;
    this.#reachedAt = now;
    if (now !== before) this.#calls.moved();
  }

  #lost(flow: LineFlow, failure: RegistrationFailure, lost: Flow): void {
    const wasCurrent = flow === this.#current;
    this.#choose();
    this.#calls.connectionLost(lost, wasCurrent);
    this.#moveCalls();
    if (!this.#current.link.flow) this.#waitForFlow();
    flow.registration.connectionLost(failure);
  }

  #waitForFlow(): void {
    // The sound of a call that stands does not need the connection; its end does.
    this.#grace.dispose();
    this.#grace = this.#ports.clock.after(RECONNECT_MS, () => {
      this.#calls.hangUp({ kind: 'connection-lost' });
    });
  }
}
