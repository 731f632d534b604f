import type { IncomingInviteRequest, URI, UserAgentCore } from 'sip.js/lib/core/index.js';
import { isIP } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { NOTHING_TO_DISPOSE, type Disposable } from '../base/disposable';
import { token } from '../base/random';
import type { Line } from '../phone/account/line';
import type { RegistrationFailure } from '../phone/account/registration';
import type { CallId } from '../phone/call/signalling';
import { IncomingCall, takeOver } from './call/incoming';
import type { CallCommand, Leg, LegContext } from './call/leg';
import { OutgoingCall } from './call/outgoing';
import { requestUri } from './call/target';
import { addressOfRecord, createCore, deliver, noteRepetition, sendProbe } from './core';
import { DigestAccount } from './digest/account';
import type { RegistrarMemory } from './digest/registrar-memory';
import { lastAnswers } from './last-answers';
import { LineServers } from './line-servers';
import { connectedParty } from './identity/connected';
import { Link } from './link';
import type { Located } from './locate/locate';
import { ALLOW } from './methods';
import { refusalOf } from './outside-dialog';
import { EndedDialogs, takeoverOf } from './refer/takeover';
import { RegistrationClient } from './register/registration-client';
import type { Trace } from './trace/trace';
import { openLargeRequests, type LargeRequests } from './transport/large-requests';
import { plainAddress, type Endpoint, type Flow, type FlowProtocol } from './transport/flow';
import { Wire } from './transport/wire';
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
  readonly #large: LargeRequests;
  readonly #registration: RegistrationClient;
  readonly #calls = new Map<CallId, Leg>();
  readonly #servers: LineServers;
  readonly #services: LineServices;
  /** Call-IDs of INVITEs given up, while their transactions may still be challenged. */
  readonly #cancelled = new Set<string>();
  readonly #ended = new EndedDialogs();
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
    this.#large = this.#openLargeRequests();
    this.#wire = this.#openWire();
    this.#link = this.#openLink();
    this.#servers = new LineServers({
      link: this.#link,
      waitingCalls: () => [...this.#calls.values()].filter(({ standing }) => !standing).length,
      onMoved: () => {
        this.#registration.register();
      },
    });
    const registrar = ports.registrars.of(line);
    this.#services = new LineServices({ ...ports, line, core: () => this.#core });
    this.#core = this.#openCore(account, registrar);
    this.#registration = this.#openRegistration(account, registrar);
    ports.media.warm(line);
    this.#registration.register();
  }

  get ringing(): number {
    return [...this.#calls.values()].filter((call) => call.ringing).length;
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

  /** @param hidden whether our number is withheld; left out: as the line says */
  dial(callId: CallId, target: string, hidden = this.#line.hidesIdentity): void {
    const { emit } = this.#ports;
    const uri = requestUri(target, this.#line.domain);
    if (!this.#link.flow) {
      emit({ kind: 'call/ended', callId, why: { kind: 'not-registered' } });
    } else if (!uri.ok) {
      emit({ kind: 'call/ended', callId, why: { kind: 'not-found', status: 484 } });
    } else {
      this.#calls.set(callId, new OutgoingCall(callId, this.#legContext(), uri.value, hidden));
    }
  }

  serve(command: ServiceCommand): void {
    this.#services.handle(command);
  }

  leg(callId: CallId): Leg | undefined {
    return this.#calls.get(callId);
  }

  /** False when the call is none of this line's. */
  handle(command: CallCommand): boolean {
    const call = this.#calls.get(command.callId);
    call?.handle(command);
    return call !== undefined;
  }

  /** Hangs up, unregisters, closes: polite, but in about a second. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    this.#grace.dispose();
    // At once, not at the end: by then the same line may be open again with its leg warmed.
    this.#ports.media.cool(this.#line.id);
    for (const call of [...this.#calls.values()]) call.hangUp();
    this.#services.dispose();
    await Promise.all([
      this.#registration.unregister(CLOSING_PATIENCE_MS),
      lastAnswers(this.#wire, this.#ports.clock, CLOSING_PATIENCE_MS),
    ]);
    this.#core.dispose();
    this.#wire.dispose();
    this.#large.dispose();
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
    const { clock, timers, log, random, resolver } = this.#ports;
    const { domain, server } = this.#line;
    return new Wire({
      clock,
      timers,
      log,
      trustsIdentity: this.#line.trustsIdentity,
      ownUri: addressOfRecord(this.#line).toString(),
      ownNames: [domain, server?.host ?? domain].map((name) => name.toLowerCase()),
      branchSuffix: `.${token(random)}`,
      protocol: this.#line.transport.toUpperCase() as FlowProtocol,
      largeRequests: this.#large,
      trace: this.trace,
      addressOf: async (host) => {
        const addresses = await resolver.addresses(host).catch((): readonly string[] => []);
        return addresses[0] === undefined ? null : plainAddress(addresses[0]);
      },
      deliver: (text, original, asked) =>
        deliver(this.#core, text, original, asked, {
          claims: (message) => this.#services.claims(message),
          onDelivered: (message) => {
            const party = connectedParty(message);
            if (!party) return;
            const calls = [...this.#calls.values()];
            calls.find(({ session }) => session?.callId === message.callId)?.connectedWith(party);
          },
        }),
    });
  }

  #openLargeRequests(): LargeRequests {
    return openLargeRequests(this.#ports.clock, (bytes, source, flow) => {
      this.#wire.receive(bytes, source, flow);
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
        wanted: (request) => request.method !== 'INVITE' || !this.#cancelled.has(request.callId),
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
          this.#invited(request);
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
    if (now !== before) for (const call of [...this.#calls.values()]) call.moved();
  }

  #lost(failure: RegistrationFailure): void {
    this.#wire.attach(null);
    for (const call of [...this.#calls.values()]) call.connectionLost();
    // The sound of a call that stands does not need the connection; its end does.
    this.#grace.dispose();
    this.#grace = this.#ports.clock.after(RECONNECT_MS, () => {
      for (const call of [...this.#calls.values()]) call.hangUp({ kind: 'connection-lost' });
    });
    this.#registration.connectionLost(failure);
  }

  #invited(request: IncomingInviteRequest): void {
    request.trying();
    const busy = this.#closing || !this.#ports.mayRing();
    const refusal =
      refusalOf(request, this.#line.codecs) ?? (busy ? { statusCode: 486, extraHeaders: [ALLOW] } : null);
    if (refusal) {
      request.reject(refusal);
      return;
    }
    const taken = takeoverOf(request.message, this.#calls.values(), this.#core, this.#ended);
    if (taken.kind === 'refused') request.reject({ statusCode: taken.status });
    else if (taken.kind === 'call') takeOver(taken.leg, this.#legContext(), request);
    else this.#ring(request);
  }

  #ring(request: IncomingInviteRequest): void {
    const callId = token(this.#ports.random, 8);
    this.#calls.set(callId, new IncomingCall(callId, this.#legContext(), request));
  }

  #legContext(): LegContext {
    const { media, clock, random, timers, log, emit } = this.#ports;
    return {
      line: this.#line,
      core: this.#core,
      media,
      clock,
      random,
      timers,
      log,
      emit,
      servers: this.#servers,
      here: () => this.#link.here,
      cancelled: this.#cancelled,
      admitPeer: (uri: URI) => {
        const host = plainAddress(uri.host);
        if (isIP(host) !== 0) this.#wire.admission.admitPeer(host);
      },
      legOf: this.#ports.legOf,
      paged: (request) => {
        this.#services.paged(request);
      },
      dialReferred: (callId, referred) => {
        const { target, hidden } = referred;
        this.#calls.set(callId, new OutgoingCall(callId, this.#legContext(), target, hidden, referred));
      },
      onEnded: (leg) => {
        this.#ended.add(leg.session);
        if (this.#calls.get(leg.callId) === leg) this.#calls.delete(leg.callId);
      },
      onTakenOver: (leg) => {
        this.#calls.set(leg.callId, leg);
      },
    };
  }
}
