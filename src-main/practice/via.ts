import { parseParams } from './address';

/** Where a datagram came from or goes to. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** The topmost Via of a message (RFC 3261 §20.42). */
export interface Via {
  /** As received: it is sent back unchanged but for `received` and `rport`. */
  readonly text: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly branch: string;
  readonly params: ReadonlyMap<string, string>;
}

/** A branch that starts with this identifies its transaction alone (RFC 3261 §8.1.1.7). */
export const MAGIC_COOKIE = 'z9hG4bK';

export function parseVia(text: string): Via | undefined {
  const match =
    /^SIP\s*\/\s*2\.0\s*\/\s*[A-Z]+\s+(\[[^\]]+\]|[^\s:;]+)\s*(?::\s*(\d{1,5}))?\s*(;.*)?$/is.exec(
      text.trim(),
    );
  if (!match) return undefined;
  const [, host = '', port, rest = ''] = match;
  const params = parseParams(rest);
  return {
    text: text.trim(),
    host: host.toLowerCase(),
    port: port === undefined ? undefined : Number(port),
    branch: params.get('branch') ?? '',
    params,
  };
}

/** The Via with where the request really came from (RFC 3261 §18.2.1, RFC 3581 §4). */
export function viaWithSource(via: Via, source: Endpoint): string {
  const text = via.params.has('rport')
    ? via.text.replace(/;\s*rport\s*(=[^;]*)?(?=;|$)/i, `;rport=${String(source.port)}`)
    : via.text;
  return via.host === source.host && !via.params.has('rport') ? text : `${text};received=${source.host}`;
}

/** Where the response to a request goes (RFC 3261 §18.2.2, RFC 3581 §4). */
export function responseTarget(via: Via, source: Endpoint): Endpoint {
  return via.params.has('rport') ? source : { host: source.host, port: via.port ?? 5060 };
}
