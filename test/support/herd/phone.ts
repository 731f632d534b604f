import {
  LoggerFactory,
  OutgoingRequestMessage,
  URI,
  type IncomingResponseMessage,
  type OutgoingRegisterRequest,
  type OutgoingRequestDelegate,
} from 'sip.js/lib/core/index.js';
import type { Clock } from '../../../src-main/base/clock';
import type { Random } from '../../../src-main/base/random';
import type { Line } from '../../../src-main/phone/account/line';
import { DigestAccount } from '../../../src-main/sip/digest/account';
import { Credentials, type CredentialsOptions } from '../../../src-main/sip/digest/credentials';
import { RegistrarMemory } from '../../../src-main/sip/digest/registrar-memory';
import { Link } from '../../../src-main/sip/link';
import { RegisterPacer } from '../../../src-main/sip/register/pacer';
import { RegistrationClient, type RegisterCore } from '../../../src-main/sip/register/registration-client';
import { aliceLine } from '../../ladder/support/alice';
import { DOMAIN, type Provider } from './provider';

const EXPIRES_S = 600;
const LOGGERS = new LoggerFactory();
LOGGERS.builtinEnabled = false;

/**
 * One phone of the herd. Registration, digest, location, failover and back-off are the product's own; only the
 * wire below and sip.js' transactions are not there: a REGISTER is handed to its registrar as an object.
 */
export class HerdPhone {
  readonly link: Link;
  readonly registration: RegistrationClient;

  constructor(
    index: number,
    private readonly provider: Provider,
    private readonly clock: Clock,
    random: Random,
  ) {
    const line = lineOf(index);
    const local = {
      address: `10.${String(index >> 16)}.${String((index >> 8) & 255)}.${String(index & 255)}`,
      port: 5061,
    };
    const account = new DigestAccount({ user: line.user, password: 'secret' }, random);
    const registrar = new RegistrarMemory([DOMAIN]);
    this.link = new Link({
      line,
      clock,
      random,
      resolver: provider.resolver(),
      network: provider.network(local),
      onMessage: () => undefined,
      onOpen: () => undefined,
      onLost: (failure) => {
        this.registration.connectionLost(failure);
      },
      onProbe: () => undefined,
      onReset: () => undefined,
      mayMove: () => true,
    });
    const digest: CredentialsOptions = {
      account,
      registrar,
      wanted: () => true,
      onAnswered: () => {
        this.registration.challengeAnswered();
      },
      onWeaker: () => undefined,
    };
    this.registration = new RegistrationClient({
      line,
      core: this.#core(digest),
      account,
      registrar,
      pacer: new RegisterPacer(clock),
      clock,
      random,
      link: this.link,
      regId: 1,
      emit: () => undefined,
    });
  }

  /** Registered, and over a connection that stands. */
  get isReachable(): boolean {
    return this.registration.state.state === 'registered' && this.link.flow !== null;
  }

  #core(digest: CredentialsOptions): RegisterCore {
    const uri = new URI('sip', 'phone', '192.0.2.1', 5061);
    const contact = { pubGruu: undefined, tempGruu: undefined, uri, toString: () => `<${uri.toString()}>` };
    return {
      configuration: { contact, viaHost: '192.0.2.1:5061' },
      makeOutgoingRequestMessage: (method, requestUri, from, to, options, extraHeaders) =>
        new OutgoingRequestMessage(method, requestUri, from, to, options, extraHeaders),
      register: (message, delegate = {}) => this.#register(message, delegate, digest),
    };
  }

  #register(
    message: OutgoingRequestMessage,
    delegate: OutgoingRequestDelegate,
    digest: CredentialsOptions,
  ): OutgoingRegisterRequest {
    const credentials = new Credentials(LOGGERS, digest);
    const received = (response: IncomingResponseMessage): void => {
      const offer: unknown = response.parseHeader('www-authenticate');
      if (response.statusCode === 200) delegate.onAccept?.({ message: response });
      else if (credentials.authenticate(message, offer)) {
        message.cseq++;
        this.#send(message, received);
      } else delegate.onReject?.({ message: response });
    };
    this.#send(message, received);
    return { message, dispose: () => undefined, cancel: () => undefined };
  }

  /** To the registrar over the present connection; what comes back over a broken one is lost. */
  #send(message: OutgoingRequestMessage, received: (response: IncomingResponseMessage) => void): void {
    const { flow } = this.link;
    const registrar = flow && this.provider.registrarAt(flow.remote);
    if (!registrar) return;
    const halfMs = this.provider.roundTripMs() / 2;
    this.clock.after(halfMs, () => {
      const response = registrar.respond(message, this.clock.monotonicMs(), EXPIRES_S);
      if (!response) return;
      this.clock.after(halfMs, () => {
        if (this.link.flow === flow) received(response);
      });
    });
  }
}

function lineOf(index: number): Line {
  const user = `phone${String(index)}`;
  return aliceLine({ id: user, user, domain: DOMAIN, transport: 'tls', expiresS: EXPIRES_S });
}
