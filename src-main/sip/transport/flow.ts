import type { Disposable } from '../../base/disposable';
import type { RegistrationFailure, TlsFacts } from '../../phone/account/registration';

/** An address without brackets and a port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export type FlowProtocol = 'UDP' | 'TCP' | 'TLS' | 'WS' | 'WSS';

/** What a server said of keep-alives when we registered (RFC 5626 §4.4, RFC 6223). */
export interface KeepAlivePromise {
  /** It answers them: silence means that the flow is dead. */
  readonly answers: boolean;
  /** It gives up a flow it heard nothing from for so long; `null`: it did not say. */
  readonly patienceMs: number | null;
}

/** A way to the proxy that is open: a UDP socket or a connection (RFC 5626 §3.1). Closed by `dispose`. */
export interface Flow extends Disposable {
  readonly protocol: FlowProtocol;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** Only of encrypted connections. */
  readonly tls?: TlsFacts;
  /** One whole message. Datagrams go to `to`, or to `remote`; connections know only their other end. */
  send(text: string, to?: Endpoint): void;
  /** The server said how it keeps flows alive: from now on its silence means something. */
  promised(promise: KeepAlivePromise): void;
}

export interface FlowEvents {
  /** One whole message as it arrived, not yet looked at. */
  readonly onMessage: (bytes: Uint8Array, source: Endpoint) => void;
  /** The flow broke by itself; never after `dispose`. */
  readonly onLost: (error: Error) => void;
  /** Only an answer to a request would show that the other end is there: send one. */
  readonly onProbe?: () => void;
}

/** Why no flow could be opened. */
export type ConnectFailure = Extract<
  RegistrationFailure,
  { kind: 'name-not-found' | 'refused' | 'timeout' | 'certificate' | 'connection-lost' | 'internal' }
>;

/** A host as URIs want it: brackets around an IPv6 literal. */
export function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/** An address in one spelling: without brackets, IPv4 in IPv6 as IPv4. */
export function plainAddress(address: string): string {
  return address
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')
    .toLowerCase();
}

/** Where a flow of ours is reached, as the part of a URI behind the user: `192.0.2.1:5060;transport=udp`. */
export function whereabouts({ local, protocol }: Pick<Flow, 'local' | 'protocol'>): string {
  const transport = protocol === 'WSS' ? 'ws' : protocol.toLowerCase();
  return `${bracketed(local.address)}:${String(local.port)};transport=${transport}`;
}
