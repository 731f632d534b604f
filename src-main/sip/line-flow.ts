import { isDeepStrictEqual } from 'node:util';
import type { UserAgentCore } from 'sip.js/lib/core/index.js';
import type { Line } from '../phone/account/line';
import type { Registration, RegistrationFailure } from '../phone/account/registration';
import { hostPort, reachedAt, sendProbe } from './core';
import type { DigestAccount } from './digest/account';
import type { RegistrarMemory } from './digest/registrar-memory';
import { Link, type Beside, type LinkOptions } from './link';
import type { Located } from './locate/locate';
import { RegistrationClient, type RegistrationClientOptions } from './register/registration-client';
import type { Endpoint, Flow } from './transport/flow';
import type { UserAgentPorts } from './user-agent-ports';

export interface LineFlowOptions
  extends
    Pick<UserAgentPorts, 'clock' | 'random' | 'resolver' | 'network' | 'pacer'>,
    Pick<LinkOptions, 'onMessage' | 'mayMove'>,
    Required<Pick<RegistrationClientOptions, 'regId' | 'otherFlow'>> {
  readonly line: Line;
  readonly core: UserAgentCore;
  readonly account: DigestAccount;
  readonly registrar: RegistrarMemory;
  readonly beside: Beside;
  readonly onOpen: (located: Located) => void;
  /** Broken by itself: what was over `flow` is lost. */
  readonly onLost: (failure: RegistrationFailure, flow: Flow) => void;
  /** Closed by us. */
  readonly onReset: () => void;
  readonly onRegistration: (registration: Registration) => void;
}

/** One of a line's flows to its proxy, with the binding that is kept over it (RFC 5626 §4.2). */
export class LineFlow {
  readonly link: Link;
  readonly registration: RegistrationClient;
  /** Where the flow led when it was last open. */
  #server: Endpoint | null = null;

  constructor(options: LineFlowOptions) {
    const { line, core, onOpen, onRegistration } = options;
    this.link = new Link({
      ...options,
      onOpen: ({ remote }, located) => {
        if (this.#server !== null && !isDeepStrictEqual(remote, this.#server))
          this.registration.forgetBinding();
        this.#server = remote;
        onOpen(located);
      },
      onProbe: () => {
        sendProbe(core, line, this.link.flow);
      },
    });
    const address = (): Flow | null => this.link.flow;
    this.registration = new RegistrationClient({
      ...options,
      core: {
        makeOutgoingRequestMessage: core.makeOutgoingRequestMessage.bind(core),
        register: core.register.bind(core),
        configuration: {
          contact: {
            get uri() {
              return reachedAt(line, address());
            },
          },
          get viaHost() {
            return hostPort(reachedAt(line, address()));
          },
        },
      },
      link: this.link,
      emit: onRegistration,
    });
  }

  /** Its registration, and how it is encrypted. */
  get state(): Registration {
    const { state } = this.registration;
    const { tls } = this.link;
    return state.state === 'registered' && tls ? { ...state, tls } : state;
  }

  /** Open, and its binding stands. */
  get works(): boolean {
    return this.link.flow !== null && this.registration.state.state === 'registered';
  }
}
