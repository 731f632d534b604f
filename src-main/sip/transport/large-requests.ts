import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { Endpoint, Flow } from './flow';
import { openStream } from './stream';

/** A server that lets TCP packets fall must not hold up a call: then UDP after all. */
const CONNECT_TIMEOUT_MS = 1_000;
/** How long a server that takes no TCP is not asked again. */
const REFUSED_MS = 600_000;

/**
 * TCP connections of a UDP line for requests too large for a datagram (RFC 3261 §18.1.1). Where the server
 * takes none the request goes over UDP after all, as that section allows.
 */
export class LargeRequests implements Disposable {
  readonly #flows = new Map<string, Flow>();
  readonly #opening = new Map<string, Promise<Flow | null>>();
  readonly #refusedUntilMs = new Map<string, number>();

  constructor(
    private readonly open: (to: Endpoint, onLost: () => void) => Promise<Flow | null>,
    private readonly nowMs: () => number,
  ) {}

  async flowTo(to: Endpoint): Promise<Flow | null> {
    const key = `${to.address} ${String(to.port)}`;
    const open = this.#flows.get(key);
    if (open) return open;
    if ((this.#refusedUntilMs.get(key) ?? 0) > this.nowMs()) return null;
    const opening = this.#opening.get(key) ?? this.#connect(key, to);
    this.#opening.set(key, opening);
    return opening;
  }

  dispose(): void {
    for (const flow of this.#flows.values()) flow.dispose();
    this.#flows.clear();
  }

  async #connect(key: string, to: Endpoint): Promise<Flow | null> {
    const flow = await this.open(to, () => this.#flows.delete(key));
    this.#opening.delete(key);
    if (flow) this.#flows.set(key, flow);
    else this.#refusedUntilMs.set(key, this.nowMs() + REFUSED_MS);
    return flow;
  }
}

export function openLargeRequests(
  clock: Clock,
  onMessage: (bytes: Uint8Array, source: Endpoint, flow: Flow) => void,
): LargeRequests {
  const open = async (remote: Endpoint, onLost: () => void): Promise<Flow | null> => {
    const events = {
      onMessage: (bytes: Uint8Array, source: Endpoint): void => {
        if (opened.ok) onMessage(bytes, source, opened.value);
      },
      onLost,
    };
    const opened = await openStream(
      { remote, tls: null, connectTimeoutMs: CONNECT_TIMEOUT_MS },
      events,
      clock,
    );
    return opened.ok ? opened.value : null;
  };
  return new LargeRequests(open, () => clock.monotonicMs());
}
