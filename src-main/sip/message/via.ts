/** The topmost Via as far as transport and transactions need it (RFC 3261 §20.42). */
export interface Via {
  /** `UDP`, `TCP`, `TLS`, `WS`, `WSS`. */
  readonly protocol: string;
  /** Brackets of an IPv6 literal are kept. */
  readonly host: string;
  readonly port: number | null;
  /** The branch without anything else; empty when there is none. */
  readonly branch: string;
  /** RFC 3261 §18.2.1, written by whoever received the request. */
  readonly received: string | null;
  /** RFC 3581: `'asked'` when the sender wants it filled in. */
  readonly rport: number | 'asked' | null;
}

const SENT_BY =
  /^SIP\s*\/\s*2\.0\s*\/\s*([A-Za-z0-9-]+)\s+(\[[0-9a-fA-F:.]+\]|[^\s;:,]+)\s*(?::\s*(\d{1,5}))?\s*(;.*)?$/;

export function parseVia(value: string): Via | null {
  const match = SENT_BY.exec(value);
  const parameters = match?.[4] ?? '';
  const rport = /;\s*rport\s*(?:=\s*(\d{1,5}))?\s*(?:;|$)/i.exec(parameters);
  if (!match || !isPort(match[3]) || !isPort(rport?.[1])) return null;
  return {
    protocol: (match[1] ?? '').toUpperCase(),
    host: match[2] ?? '',
    port: match[3] === undefined ? null : Number(match[3]),
    branch: /;\s*branch\s*=\s*([^;\s,]+)/i.exec(parameters)?.[1] ?? '',
    received: /;\s*received\s*=\s*([^;\s,]+)/i.exec(parameters)?.[1] ?? null,
    rport: rport ? (rport[1] === undefined ? 'asked' : Number(rport[1])) : null,
  };
}

/** Absent is fine; a packet to port 0 or beyond 65535 cannot be sent. */
function isPort(digits: string | undefined): boolean {
  const port = Number(digits ?? 1);
  return port > 0 && port <= 65_535;
}

/** The Via of a request as its receiver writes it: where it really came from (RFC 3261 §18.2.1, RFC 3581 §4). */
export function withSource(
  value: string,
  source: { readonly address: string; readonly port: number },
): string {
  const bare = value
    .replace(/\s*;\s*received\s*=\s*[^;\s,]+/gi, '')
    .replace(/\s*;\s*rport\s*(?:=\s*\d*)?(?=\s*;|\s*$)/gi, '');
  const rport = parseVia(value)?.rport === null ? '' : `;rport=${String(source.port)}`;
  return `${bare};received=${source.address}${rport}`;
}

/** Where a response goes (RFC 3261 §18.2.2, RFC 3581 §4), as the Via says after `withSource`. */
export function responseTarget(via: Via): { readonly address: string; readonly port: number } {
  const port =
    typeof via.rport === 'number' ? via.rport : (via.port ?? (via.protocol === 'TLS' ? 5061 : 5060));
  return { address: via.received ?? via.host.replace(/^\[|\]$/g, ''), port };
}
