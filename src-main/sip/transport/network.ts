import type { Clock } from '../../base/clock';
import { token, type Random } from '../../base/random';
import type { Result } from '../../base/result';
import type { Line } from '../../phone/account/line';
import { plainAddress, type ConnectFailure, type Endpoint, type Flow, type FlowEvents } from './flow';
import { KeepAliveHabits } from './keepalive';
import { openStream } from './stream';
import type { TlsIdentity } from './tls-identity';
import { addressTowards, openUdp } from './udp';
import { openWebSocket } from './websocket';

/** Long enough for a satellite link, short enough to try the next address. */
const CONNECT_TIMEOUT_MS = 5_000;

/** The machine's network as far as a line's flow needs it: as a port, so that simulations bring their own. */
export interface Network {
  /** @param host the name that was looked up: what a certificate may carry besides the domain */
  open(line: Line, host: string, remote: Endpoint, events: FlowEvents): Promise<Result<Flow, ConnectFailure>>;
  /** Our address on the way to `remote`; `null` when there is no way. */
  sourceTowards(remote: Endpoint): Promise<string | null>;
}

/** @param clientKey of the line's client certificate */
export function systemNetwork(clock: Clock, random: Random, clientKey: string | null): Network {
  const habits = new KeepAliveHabits();
  return {
    open: (line, host, remote, events) =>
      open({ line, host, remote, events, clock, random, habits, clientKey }),
    sourceTowards: async (remote) => {
      try {
        return plainAddress(await addressTowards(remote));
      } catch {
        return null;
      }
    },
  };
}

interface Opening {
  readonly line: Line;
  readonly host: string;
  readonly remote: Endpoint;
  readonly events: FlowEvents;
  readonly clock: Clock;
  readonly random: Random;
  readonly habits: KeepAliveHabits;
  readonly clientKey: string | null;
}

function open(opening: Opening): Promise<Result<Flow, ConnectFailure>> {
  const { line, host, remote, events, clock, random, habits } = opening;
  const identity = identityOf(opening);
  const connectTimeoutMs = CONNECT_TIMEOUT_MS;
  switch (line.transport) {
    case 'udp':
      return openUdp(remote, events, clock, random);
    case 'tcp':
      return openStream({ remote, tls: null, connectTimeoutMs, habits }, events, clock);
    case 'tls':
      return openStream(
        { remote, tls: { ...identity, serverName: line.domain }, connectTimeoutMs, habits },
        events,
        clock,
      );
    case 'ws':
    case 'wss': {
      const tls = line.transport === 'wss' ? { ...identity, serverHost: host, serverName: host } : null;
      const options = { remote, host, path: line.webSocketPath, tls, connectTimeoutMs };
      return openWebSocket({ ...options, token: token(random, 6) }, events, clock);
    }
  }
}

function identityOf({ line, clientKey }: Opening): Omit<TlsIdentity, 'serverName'> {
  const { domain, server, trustedCa, pinnedCertificate, clientCertificate } = line;
  const client =
    clientCertificate !== null && clientKey !== null
      ? { certificate: clientCertificate, key: clientKey }
      : null;
  return { domain, serverHost: server?.host ?? null, trustedCa, pinned: pinnedCertificate, client };
}
