import {
  URI,
  type IncomingResponse,
  type IncomingResponseMessage,
  type OutgoingRegisterRequest,
  type UserAgentCore,
} from 'sip.js/lib/core/index.js';
import type { Clock } from '../../base/clock';
import { NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import { messageOf } from '../../base/log';
import { fraction, token, type Random } from '../../base/random';
import type { Line } from '../../phone/account/line';
import type { Registration, RegistrationFailure } from '../../phone/account/registration';
import { addressOfRecord } from '../core';
import type { DigestAccount } from '../digest/account';
import { authorizeRequest } from '../digest/credentials';
import type { RegistrarMemory } from '../digest/registrar-memory';
import { ALLOW } from '../methods';
import { isLocalResponse } from '../response';
import { bracketed, type KeepAlivePromise } from '../transport/flow';
import { backOffMs, evenStepMs, outboundBackOffMs, retryAfterMs, scatterMs } from './back-off';
import { bindingIn, keepAlivePromise, NO_BINDING, type Binding } from './binding';
import { askedExpiry, grantedExpiry, refreshDelayMs } from './expiry';
import type { RegisterPacer } from './pacer';
import { isForAnother, isWorthRetrying, registrationFailure, retryAfterS, type Login } from './failure';
import { instanceOf } from './instance';

/** A registrar that has not answered by then is shown as not answering; sip.js would wait 32 s. */
const PATIENCE_MS = 12_000;
/** Five transmissions, when another server may answer instead. */
const SHORT_PATIENCE_MS = 6_000;
const RECONNECT_SPREAD_MS = 1_000;
const MIN_RETURN_MS = 1_000;
/** RFC 5626 §6: the registrar does outbound, the proxy between us does not. */
const FIRST_HOP_LACKS_OUTBOUND = 439;

/** The way to the registrar, as far as registering needs it. */
export interface RegistrarLink {
  /** The name that is looked up. */
  readonly host: string;
  readonly hasAlternative: boolean;
  /** The server that had us is gone for many others, too. */
  readonly crowded: boolean;
  /** When a preferred server may be tried again; `null`: we are there. */
  readonly returnInMs: number | null;
  /** Opens the flow to the registrar unless it is open. */
  connect(): Promise<RegistrationFailure | null>;
  /** It accepted a REGISTER, and said how it keeps flows alive. */
  answered(promise: KeepAlivePromise): void;
  /** Leaves the present server alone for so long; true when there is another one to connect to. */
  failOver(afterMs: number | null): boolean;
}

/** What registering needs of sip.js. */
export interface RegisterCore extends Pick<UserAgentCore, 'makeOutgoingRequestMessage' | 'register'> {
  /** Our address over the flow of this binding. */
  readonly configuration: { readonly contact: { readonly uri: URI }; readonly viaHost: string };
}

export interface RegistrationClientOptions {
  readonly line: Line;
  readonly core: RegisterCore;
  readonly account: DigestAccount;
  readonly registrar: RegistrarMemory;
  /** Shared by all lines. */
  readonly pacer: RegisterPacer;
  readonly clock: Clock;
  readonly random: Random;
  readonly link: RegistrarLink;
  /** Which of our flows this is (RFC 5626 §4.2), from 1. */
  readonly regId: number;
  /** How the line's other flow does; `null` or absent: there is none. */
  readonly otherFlow?: () => 'works' | 'failed' | null;
  readonly emit: (registration: Registration) => void;
}

/** Keeps one binding at one registrar alive (RFC 3261 §10.2), with its own timing instead of sip.js'. */
export class RegistrationClient implements Disposable {
  readonly #options: RegistrationClientOptions;
  readonly #callId: string;
  #state: Registration = { state: 'off' };
  #cseq = 0;
  #failures = 0;
  /** After a server was gone for many we chose our own moment; from then on an even step keeps us apart. */
  #scattered = false;
  #binding: Binding = NO_BINDING;
  #outbound = true;
  /** Raised by Min-Expires (423) for this registrar. */
  #askS: number;
  /** The present attempt was asked for a weaker hash than the registrar asked for before. */
  #weaker = false;
  #request: OutgoingRegisterRequest | null = null;
  /** The next thing planned: an attempt, or the end of our patience. */
  #timer: Disposable = NOTHING_TO_DISPOSE;
  /** Our place among the lines that want to register. */
  #turn: Disposable = NOTHING_TO_DISPOSE;
  /** Which attempt is current: what comes of an earlier one is not looked at. */
  #attempt = 0;
  #stopped = false;

  constructor(options: RegistrationClientOptions) {
    this.#options = options;
    this.#askS = askedExpiry(options.line.expiresS);
    this.#callId = token(options.random, 16);
  }

  get state(): Registration {
    return this.#state;
  }

  /** Of all REGISTERs of this binding. */
  get callId(): string {
    return this.#callId;
  }

  /** What the registrar gave the last time it accepted; kept while the flow is mended. */
  get binding(): Binding {
    return this.#binding;
  }

  /** Another server than before: its ways are not those of the last one. */
  forgetBinding(): void {
    this.#binding = NO_BINDING;
  }

  /** Registers now, whatever was planned. */
  register(): void {
    if (this.#stopped) return;
    const attempt = ++this.#attempt;
    this.#unplan();
    if (this.#state.state !== 'registered') this.#enter({ state: 'registering' });
    this.#connectAndSend(attempt).catch((error: unknown) => {
      if (attempt === this.#attempt) this.#fail({ kind: 'internal', detail: messageOf(error) }, null);
    });
  }

  /** The flow broke: register over a new one, at once the first time. */
  connectionLost(failure: RegistrationFailure): void {
    if (this.#stopped) return;
    if (this.#state.state !== 'registered') {
      this.#fail(failure, null);
      return;
    }
    this.#attempt++;
    // Not all at once: the server that just restarted had many of us.
    this.#soon(fraction(this.#options.random) * RECONNECT_SPREAD_MS);
    this.#enter({ state: 'registering' });
  }

  /** The present REGISTER goes out again with credentials. */
  challengeAnswered(): void {
    this.#options.pacer.spend();
  }

  /** The challenge to the present REGISTER gets no answer: its hash is weaker than before. */
  weakerAsked(): void {
    this.#weaker = true;
  }

  /** Removes the binding if there is one; resolves when the registrar confirmed, or after `patienceMs`. */
  async unregister(patienceMs: number): Promise<void> {
    const bound = this.#state.state === 'registered';
    this.dispose();
    if (!bound) return;
    await new Promise<void>((resolve) => {
      const timer = this.#options.clock.after(patienceMs, resolve);
      const done = (): void => {
        timer.dispose();
        resolve();
      };
      this.#transmit(0, { onAccept: done, onReject: done, onRedirect: done });
    });
  }

  dispose(): void {
    this.#stopped = true;
    this.#attempt++;
    this.#unplan();
    this.#state = { state: 'off' };
  }

  async #connectAndSend(attempt: number): Promise<void> {
    const failure = await this.#options.link.connect();
    if (attempt !== this.#attempt) return;
    if (failure) {
      this.#fail(failure, null);
      return;
    }
    this.#turn = this.#options.pacer.turn(() => {
      this.#send(attempt, this.#askS, true);
    });
  }

  #enter(state: Registration): void {
    this.#state = state;
    this.#options.emit(state);
  }

  #unplan(): void {
    this.#timer.dispose();
    this.#turn.dispose();
  }

  #soon(delayMs: number): void {
    this.#unplan();
    this.#timer = this.#options.clock.after(delayMs, () => {
      this.register();
    });
  }

  #send(attempt: number, askS: number, mayAskLonger: boolean): void {
    const current = (): boolean => attempt === this.#attempt;
    const { clock, link } = this.#options;
    this.#timer = clock.after(link.hasAlternative ? SHORT_PATIENCE_MS : PATIENCE_MS, () => {
      if (current()) this.#fail({ kind: 'timeout', host: link.host }, null);
    });
    this.#transmit(askS, {
      onAccept: ({ message }) => {
        if (current()) this.#accepted(message, askS);
      },
      onRedirect: ({ message }) => {
        if (current()) this.#rejected(message, mayAskLonger);
      },
      onReject: ({ message }) => {
        if (current()) this.#rejected(message, mayAskLonger);
      },
    });
  }

  #transmit(
    askS: number,
    delegate: Record<'onAccept' | 'onReject' | 'onRedirect', (response: IncomingResponse) => void>,
  ): void {
    const { core, line, account } = this.#options;
    const aor = addressOfRecord(line);
    // Without a user part: a FRITZ!Box answers 404 otherwise, and RFC 3261 §10.2 says so too.
    const registrar = new URI('sip', '', bracketed(line.domain));
    this.#cseq = Math.max(this.#cseq, this.#request?.message.cseq ?? 0) + 1;
    const message = core.makeOutgoingRequestMessage(
      'REGISTER',
      registrar,
      aor,
      aor,
      {
        ...{ callId: this.#callId, fromTag: token(this.#options.random), cseq: this.#cseq },
        // RFC 3608 §5: a service route is not for REGISTER.
        ...{ routeSet: [], optionTags: ['path', 'gruu', 'outbound'], viaHost: core.configuration.viaHost },
      },
      [`Contact: ${this.#contact(askS)}`, `Expires: ${String(askS)}`, ALLOW],
    );
    authorizeRequest(account, message, account.ahead);
    this.#weaker = false;
    this.#request = core.register(message, delegate);
  }

  #contact(askS: number): string {
    const { core, line, regId } = this.#options;
    const flow = this.#outbound ? `;reg-id=${String(regId)}` : '';
    const instance = `;+sip.instance="<${instanceOf(line.id)}>"`;
    return `<${core.configuration.contact.uri.toString()}>${instance}${flow};expires=${String(askS)}`;
  }

  #accepted(message: IncomingResponseMessage, askedS: number): void {
    const { core, clock, link } = this.#options;
    this.#binding = bindingIn(message, core.configuration.viaHost);
    link.answered(keepAlivePromise(this.#binding));
    const grantedS = grantedExpiry(
      message.getHeaders('contact'),
      message.getHeader('expires'),
      core.configuration.viaHost,
      askedS,
    );
    const nowMs = clock.nowMs();
    const sinceMs = this.#state.state === 'registered' ? this.#state.sinceMs : nowMs;
    this.#failures = 0;
    this.#scattered = false;
    this.#options.registrar.settle();
    this.#soon(this.#refreshInMs(grantedS));
    this.#enter({ state: 'registered', sinceMs, expiresAtMs: nowMs + grantedS * 1_000 });
  }

  /** Earlier than need be when the preferred server may be back; nobody waits for that, so all take their time. */
  #refreshInMs(grantedS: number): number {
    const { link, random } = this.#options;
    const refreshMs = refreshDelayMs(grantedS, random);
    const { returnInMs } = link;
    return returnInMs === null
      ? refreshMs
      : Math.min(refreshMs, returnInMs + MIN_RETURN_MS + scatterMs(random));
  }

  #rejected(message: IncomingResponseMessage, mayAskLonger: boolean): void {
    const status = message.statusCode ?? 0;
    const { host } = this.#options.link;
    if (isLocalResponse(message)) {
      this.#fail({ kind: status === 408 ? 'timeout' : 'connection-lost', host }, null);
      return;
    }
    const minimumS = Number(message.getHeader('min-expires') ?? Number.NaN);
    if (status === 423 && mayAskLonger && minimumS > this.#askS && minimumS <= 86_400) {
      this.#askS = minimumS;
      this.#sendAgain(false);
      return;
    }
    if (status === FIRST_HOP_LACKS_OUTBOUND && this.#outbound) {
      this.#outbound = false;
      this.#sendAgain(mayAskLonger);
      return;
    }
    this.#options.account.ahead = [];
    const phrase = message.reasonPhrase ?? '';
    const failure = registrationFailure({ status, phrase, login: this.#login() });
    this.#fail(failure, retryAfterS(message.getHeader('retry-after')));
  }

  #sendAgain(mayAskLonger: boolean): void {
    this.#unplan();
    this.#options.pacer.spend();
    this.#send(this.#attempt, this.#askS, mayAskLonger);
  }

  /** How far our credentials were tried. */
  #login(): Login {
    if (this.#weaker) return 'weaker-asked';
    const sent = this.#request?.message;
    const tried =
      sent?.hasHeader('authorization') === true || sent?.hasHeader('proxy-authorization') === true;
    return tried ? 'tried' : 'not-tried';
  }

  #fail(why: RegistrationFailure, afterS: number | null): void {
    const { clock, random } = this.#options;
    this.#attempt++;
    this.#failures++;
    this.#unplan();
    if (isForAnother(why) && this.#options.link.failOver(afterS === null ? null : afterS * 1_000)) {
      this.#soon(fraction(random) * RECONNECT_SPREAD_MS);
      this.#enter({ state: 'registering' });
      return;
    }
    if (!isWorthRetrying(why)) {
      this.#enter({ state: 'failed', why, retryAtMs: null });
      return;
    }
    const delayMs = this.#retryInMs(afterS);
    this.#soon(delayMs);
    this.#enter({ state: 'failed', why, retryAtMs: clock.nowMs() + delayMs });
  }
  #retryInMs(afterS: number | null): number {
    const { link, random } = this.#options;
    if (afterS !== null) return retryAfterMs(afterS, random);
    const other = this.#options.otherFlow?.() ?? null;
    if (other === 'works') return outboundBackOffMs(this.#failures, 'another', random);
    if (!link.crowded) {
      return other === null
        ? backOffMs(this.#failures, random)
        : outboundBackOffMs(this.#failures, 'none', random);
    }
    const scattered = this.#scattered;
    this.#scattered = true;
    return scattered ? evenStepMs(random) : scatterMs(random);
  }
}
