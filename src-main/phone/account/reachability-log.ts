import type { Clock } from '../../base/clock';
import type { StorageHealth } from '../storage-health';
import type { LineId } from './line';
import { reachabilityAfter, type ReachabilityHistory, type ReachabilitySpan } from './reachability';
import type { ReachabilityStore, StoredSpan } from './reachability-store';
import type { Registration } from './registration';

interface Ports {
  readonly store: ReachabilityStore;
  readonly health: StorageHealth;
  readonly clock: Clock;
}

/**
 * When each line could be called, over restarts of the line process and of the application. A span that lasts is
 * written with each report of its line, so that after a crash nothing is claimed beyond the last of them.
 */
export class ReachabilityLog {
  readonly #ports: Ports;
  readonly #histories = new Map<LineId, ReachabilityHistory>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  start(): void {
    const loaded = this.#ports.health.note(this.#ports.store.load());
    for (const { lineId, ...span } of loaded.ok ? loaded.value : [])
      this.#histories.set(lineId, [...this.of(lineId), revived(span)]);
  }

  of(lineId: LineId): ReachabilityHistory {
    return this.#histories.get(lineId) ?? [];
  }

  /** A line reported how its registration stands. */
  heard(lineId: LineId, registration: Registration): void {
    const nowMs = this.#ports.clock.nowMs();
    const before = this.of(lineId);
    const after = reachabilityAfter(before, registration, nowMs);
    this.#histories.set(lineId, after);
    const changed = after.filter((span) => span.toMs === null || !before.includes(span));
    if (changed.length === 0) return;
    const { health, store } = this.#ports;
    health.note(
      store.save(
        lineId,
        changed.map((span) => stored(span, nowMs)),
      ),
    );
  }

  forget(lineId: LineId): void {
    if (this.#histories.delete(lineId)) this.#ports.health.note(this.#ports.store.remove(lineId));
  }
}

function stored({ kind, fromMs, toMs }: ReachabilitySpan, nowMs: number): StoredSpan {
  return { kind, fromMs, toMs: toMs ?? nowMs };
}

function revived({ kind, fromMs, toMs }: StoredSpan): ReachabilitySpan {
  return kind === 'reachable' ? { kind, fromMs, toMs } : { kind, fromMs, toMs, why: null };
}
