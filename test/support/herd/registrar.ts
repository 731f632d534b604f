import { IncomingResponseMessage, type OutgoingRequestMessage } from 'sip.js/lib/core/index.js';
import { offerChallenges } from '../../../src-main/sip/digest/credentials';
import { parseChallenges } from '../../../src-main/sip/digest/challenge';
import type { SrvTarget } from '../../../src-main/sip/locate/resolver';
import type { Endpoint } from '../../../src-main/sip/transport/flow';
import type { Tally } from './tally';

/** A connection as its server sees it. */
export interface Connected {
  broke(): void;
}

const REALM = 'provider.example';

/** One of a provider's registrars: takes any number of phones, asks each for its password, and may be down. */
export class SimulatedRegistrar {
  readonly #connections = new Set<Connected>();
  #up = true;
  /** A registrar that starts anew has forgotten its nonces. */
  #starts = 0;

  constructor(
    readonly endpoint: Endpoint,
    readonly srv: SrvTarget,
    private readonly arrived: Tally,
  ) {}

  isUp(): boolean {
    return this.#up;
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** Ends the connection of one phone, as a router in between may, and goes on. */
  dropOne(): void {
    for (const connection of this.#connections) {
      this.#connections.delete(connection);
      connection.broke();
      return;
    }
  }

  /** The process ends: the kernel closes its connections and refuses new ones. */
  stop(): void {
    this.#up = false;
    for (const connection of [...this.#connections]) {
      this.#connections.delete(connection);
      connection.broke();
    }
  }

  start(): void {
    this.#up = true;
    this.#starts++;
  }

  accept(connection: Connected): void {
    this.#connections.add(connection);
  }

  closed(connection: Connected): void {
    this.#connections.delete(connection);
  }

  /** A REGISTER came in; its response. Silence when the process is not there. */
  respond(request: OutgoingRequestMessage, atMs: number, expiresS: number): IncomingResponseMessage | null {
    if (!this.#up) return null;
    this.arrived.add(atMs);
    const credentials = request.getHeader('authorization');
    if (credentials?.includes(`nonce="${this.#nonce}"`) === true) {
      const response = responding(200, 'OK');
      response.addHeader('Expires', String(expiresS));
      return response;
    }
    const response = responding(401, 'Unauthorized');
    response.addHeader('Content-Length', '0');
    const stale = credentials === undefined ? '' : ', stale=true';
    const challenge = `Digest realm="${REALM}", nonce="${this.#nonce}", algorithm=MD5, qop="auth"${stale}`;
    const asked = parseChallenges([challenge]);
    offerChallenges(
      response,
      asked.map((one) => ({ answerIn: 'Authorization', challenge: one })),
    );
    return response;
  }

  get #nonce(): string {
    return `${this.endpoint.address}/${String(this.#starts)}`;
  }
}

function responding(status: number, phrase: string): IncomingResponseMessage {
  const response = new IncomingResponseMessage();
  response.statusCode = status;
  response.reasonPhrase = phrase;
  return response;
}
