import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';

/** Shorter than the 30 s after which the strictest home routers forget a UDP mapping. */
export const KEEPALIVE_MS = 25_000;

/** The ping of RFC 5626 §3.5.1: two empty lines. Over UDP it only keeps the way through a router open. */
export const PING = '\r\n\r\n';
export const PONG = '\r\n';

export function keepAlive(clock: Clock, ping: () => void): Disposable {
  return clock.every(KEEPALIVE_MS, ping);
}
