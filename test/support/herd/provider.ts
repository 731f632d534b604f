import type { Clock } from '../../../src-main/base/clock';
import { fraction, type Random } from '../../../src-main/base/random';
import { fail, ok } from '../../../src-main/base/result';
import type { Resolver, SrvTarget } from '../../../src-main/sip/locate/resolver';
import type { Endpoint, Flow } from '../../../src-main/sip/transport/flow';
import type { Network } from '../../../src-main/sip/transport/network';
import { SimulatedRegistrar } from './registrar';
import { Tally } from './tally';

export const DOMAIN = 'provider.example';
/** How long resolvers keep a record. */
export const TTL_MS = 300_000;
/** To a registrar and back. */
const ROUND_TRIP_MS = { least: 10, most: 90 };

export interface Server {
  readonly weight: number;
  readonly priority?: number;
}

/** Registrars behind SRV records, and the network to them. */
export class Provider {
  /** All there ever were, also those not in the zone any more. */
  readonly registrars: SimulatedRegistrar[] = [];
  /** REGISTERs that reached any of them. */
  readonly arrived = new Tally();
  #zone: readonly SimulatedRegistrar[] = [];
  #zoneBefore: readonly SimulatedRegistrar[] = [];
  #changedMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    servers: readonly Server[],
  ) {
    this.publish(servers);
  }

  /** The registrars the zone names now. */
  get zone(): readonly SimulatedRegistrar[] {
    return this.#zone;
  }

  /** New registrars in the zone instead of those before, which go on. Resolvers notice within the TTL. */
  publish(servers: readonly Server[]): void {
    this.#zoneBefore = this.#zone;
    this.#changedMs = this.clock.monotonicMs();
    this.#zone = servers.map(({ weight, priority = 10 }) => {
      const number = this.registrars.length + 1;
      const srv = { name: `registrar${String(number)}.${DOMAIN}`, port: 5061, priority, weight };
      const endpoint = { address: `198.51.100.${String(number)}`, port: srv.port };
      const registrar = new SimulatedRegistrar(endpoint, srv, this.arrived);
      this.registrars.push(registrar);
      return registrar;
    });
  }

  /** The resolver of one phone, with a cache that runs out at a moment of its own. */
  resolver(): Resolver {
    const cachedMs = fraction(this.random) * TTL_MS;
    const later = <T>(value: () => T): Promise<T> =>
      new Promise((resolve) => {
        this.clock.after(this.roundTripMs(), () => {
          resolve(value());
        });
      });
    const zone = (): readonly SrvTarget[] =>
      (this.clock.monotonicMs() < this.#changedMs + cachedMs && this.#zoneBefore.length > 0
        ? this.#zoneBefore
        : this.#zone
      ).map(({ srv }) => srv);
    return {
      pointers: () => later(() => []),
      services: () => later(zone),
      addresses: (host) =>
        later(() =>
          this.registrars.filter(({ srv }) => srv.name === host).map(({ endpoint }) => endpoint.address),
        ),
    };
  }

  registrarAt(endpoint: Endpoint): SimulatedRegistrar | undefined {
    return this.registrars.find((registrar) => registrar.endpoint.address === endpoint.address);
  }

  roundTripMs(): number {
    const { least, most } = ROUND_TRIP_MS;
    return least + fraction(this.random) * (most - least);
  }

  /** TLS connections: opened in three round trips, refused in one, broken when the registrar stops. */
  network(local: Endpoint): Network {
    return {
      sourceTowards: () => Promise.resolve(local.address),
      open: async (_line, host, remote, events) => {
        await this.#pass(this.roundTripMs());
        const registrar = this.registrarAt(remote);
        if (registrar?.isUp() !== true) return fail({ kind: 'refused', host });
        await this.#pass(2 * this.roundTripMs());
        if (!registrar.isUp()) return fail({ kind: 'connection-lost', host });
        const connection = {
          broke: () => {
            events.onLost(Object.assign(new Error('connection reset'), { code: 'ECONNRESET' }));
          },
        };
        registrar.accept(connection);
        const flow: Flow = {
          protocol: 'TLS',
          local,
          remote,
          send: () => undefined,
          promised: () => undefined,
          dispose: () => {
            registrar.closed(connection);
          },
        };
        return ok(flow);
      },
    };
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.after(ms, resolve);
    });
  }
}
