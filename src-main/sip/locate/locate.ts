import { isIP } from 'node:net';
import type { Clock } from '../../base/clock';
import { fraction, type Random } from '../../base/random';
import { fail, ok, type Result } from '../../base/result';
import type { Line, TransportKind } from '../../phone/account/line';
import { connectFailed } from '../transport/connect-failure';
import { plainAddress, type ConnectFailure, type Endpoint } from '../transport/flow';
import type { Resolver, SrvTarget } from './resolver';
import { servicesOf } from './services';

/** One server, perhaps with several addresses. */
export interface Target {
  /** Of the SRV record; 0 without one. Lower is preferred. */
  readonly priority: number;
  /** In the order to try, families taking turns; never empty. */
  readonly endpoints: readonly Endpoint[];
}

/** Where a line's requests go. */
export interface Located {
  /** The name looked up: the configured server, else the domain. */
  readonly host: string;
  /** In the order to try; never empty. */
  readonly targets: readonly Target[];
}

const DEFAULT_PORTS: Readonly<Record<TransportKind, number>> = {
  udp: 5060,
  tcp: 5060,
  tls: 5061,
  ws: 80,
  wss: 443,
};

/**
 * Finds the server: NAPTR and SRV when neither an address nor a port is configured (RFC 3263 §4), else A and
 * AAAA. The transport is the line's own choice, so NAPTR only names the SRV records.
 */
export async function locate(
  line: Pick<Line, 'domain' | 'server' | 'transport'>,
  resolver: Resolver,
  clock: Clock,
  random: Random,
): Promise<Result<Located, ConnectFailure>> {
  const host = plainAddress(line.server?.host ?? line.domain);
  const port = line.server?.port ?? null;
  const fallback = port ?? DEFAULT_PORTS[line.transport];
  if (isIP(host) !== 0)
    return ok({ host, targets: [{ priority: 0, endpoints: [{ address: host, port: fallback }] }] });
  const services = port === null ? await servicesOf(host, line.transport, resolver, clock) : [];
  try {
    const wanted =
      services.length > 0 ? inOrder(services, random) : [{ name: host, port: fallback, priority: 0 }];
    const targets = await resolved(wanted, resolver);
    return targets.length > 0 ? ok({ host, targets }) : fail({ kind: 'name-not-found', host });
  } catch (error) {
    return connectFailed(error, host);
  }
}

/** Lower priority first; within one, chance weighted (RFC 2782). */
export function inOrder(targets: readonly SrvTarget[], random: Random): SrvTarget[] {
  const ranked = targets.map((target) => ({
    target,
    rank: -Math.log(1 - fraction(random)) / (target.weight + 0.01),
  }));
  return ranked
    .sort((a, b) => a.target.priority - b.target.priority || a.rank - b.rank)
    .map(({ target }) => target);
}

/** The targets whose names resolve; fails only when not one does. */
async function resolved(
  targets: readonly Pick<SrvTarget, 'name' | 'port' | 'priority'>[],
  resolver: Resolver,
): Promise<Target[]> {
  const found = await Promise.allSettled(targets.map(({ name }) => resolver.addresses(name)));
  const located = targets.flatMap(({ port, priority }, index) => {
    const outcome = found[index];
    const addresses = outcome?.status === 'fulfilled' ? outcome.value.map(plainAddress) : [];
    const endpoints = alternating(addresses).map((address) => ({ address, port }));
    return endpoints.length > 0 ? [{ priority, endpoints }] : [];
  });
  const failed = found.find((outcome) => outcome.status === 'rejected');
  if (located.length === 0 && failed) throw failed.reason;
  return located;
}

/** IPv6 and IPv4 in turn, beginning with what the system prefers: one may be there only in name (RFC 8305 §4). */
function alternating(addresses: readonly string[]): string[] {
  const [first = ''] = addresses;
  const own = addresses.filter((address) => isIP(address) === isIP(first));
  const other = addresses.filter((address) => isIP(address) !== isIP(first));
  const rounds = Array.from({ length: Math.max(own.length, other.length) }, (_, round) => round);
  return rounds.flatMap((round) => [...own.slice(round, round + 1), ...other.slice(round, round + 1)]);
}
