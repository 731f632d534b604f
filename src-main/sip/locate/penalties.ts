import type { Endpoint } from '../transport/flow';
import type { Target } from './locate';

const FIRST_MS = 60_000;
const LONGEST_MS = 1_800_000;

interface Penalty {
  readonly untilMs: number;
  readonly times: number;
}

/**
 * Which addresses of a line's servers did not answer, refused or were overloaded, and how long they are left
 * alone (RFC 3263 §4.3, RFC 3261 §21.5.4): as long as Retry-After says, else a minute, doubling up to half an
 * hour while they go on like this. Times are monotonic milliseconds.
 */
export class Penalties {
  readonly #known = new Map<string, Penalty>();

  /** @param afterMs what the server itself asked for; `null` when it said nothing */
  add(endpoint: Endpoint, nowMs: number, afterMs: number | null): void {
    const times = (this.#known.get(keyOf(endpoint))?.times ?? 0) + 1;
    const ownMs = Math.min(FIRST_MS * 2 ** (times - 1), LONGEST_MS);
    this.#known.set(keyOf(endpoint), { untilMs: nowMs + (afterMs ?? ownMs), times });
  }

  /** It answered: all is forgiven. */
  forgive(endpoint: Endpoint): void {
    this.#known.delete(keyOf(endpoint));
  }

  clear(): void {
    this.#known.clear();
  }

  /** 0 for one that is not left alone. */
  untilMs(endpoint: Endpoint, nowMs: number): number {
    const untilMs = this.#known.get(keyOf(endpoint))?.untilMs ?? 0;
    return untilMs > nowMs ? untilMs : 0;
  }

  /** The targets in the order to try now: without what is left alone, unless that is all; then what is free soonest. */
  inTurn(targets: readonly Target[], nowMs: number): readonly Target[] {
    const free = targets.flatMap(({ priority, endpoints }) => {
      const left = endpoints.filter((endpoint) => this.untilMs(endpoint, nowMs) === 0);
      return left.length > 0 ? [{ priority, endpoints: left }] : [];
    });
    if (free.length > 0) return free;
    const single = targets.flatMap(({ priority, endpoints }) =>
      endpoints.map((endpoint) => ({
        priority,
        endpoints: [endpoint],
        untilMs: this.untilMs(endpoint, nowMs),
      })),
    );
    return single.sort((a, b) => a.untilMs - b.untilMs);
  }
}

function keyOf({ address, port }: Endpoint): string {
  return `${address} ${String(port)}`;
}
