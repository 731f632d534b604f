import type { Disposable } from '../../base/disposable';
import { Observable, sameData, type Observed } from '../../base/observable';
import type { Result } from '../../base/result';
import type { LineId } from '../account/line';
import type { Ended, LiveCall } from '../call/call';
import type { HistoryStep } from '../call/calls';
import type { CallId } from '../call/signalling';
import type { StorageFailure } from '../storage-failure';
import type { StorageHealth } from '../storage-health';
import { endOf, interruptedEnd, startOf } from './entry';
import type { HistoryCounts, HistoryEntry, HistoryStart, HistoryStore } from './history-store';

/** How many entries the windows get unasked. */
export const HISTORY_HEAD = 200;
/** Calls kept in memory for when the disk takes writes again. */
const UNSAVED_MAX = 1_000;

/** The newest entries, newest first. */
export type HistoryHead = HistoryCounts & { readonly entries: readonly HistoryEntry[] };

interface Ports {
  readonly store: HistoryStore;
  readonly health: StorageHealth;
  readonly lineLabel: (lineId: LineId) => string;
}

/** Tries to write an ended call once more. */
type Unsaved = () => Result<unknown, StorageFailure>;

/**
 * Writes down every call: a row when it starts, completed when it ends, so that a kill −9 loses none. What the
 * disk refuses is kept in memory and written with a later call.
 */
export class History implements Disposable {
  readonly #ports: Ports;
  readonly #head = new Observable<HistoryHead>({ entries: [], total: 0, unseenMissed: 0 }, sameData);
  readonly #rows = new Map<CallId, number>();
  #unsaved: readonly Unsaved[] = [];

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  get head(): Observed<HistoryHead> {
    return this.#head;
  }

  /** Closes what a crash left open and drops for good what was removed in the last run. */
  start(): void {
    const { store, health } = this.#ports;
    health.note(store.purge());
    const unfinished = health.note(store.unfinished());
    for (const row of unfinished.ok ? unfinished.value : [])
      health.note(store.end(row.id, interruptedEnd(row)));
    this.#refresh();
  }

  write(step: HistoryStep): void {
    switch (step.kind) {
      case 'started':
        this.#begin(step.call);
        break;
      case 'answered':
        this.#answered(step.callId, step.atMs);
        break;
      case 'ended':
        this.#end(step.call);
        break;
    }
  }

  page(beforeId: number, limit: number): Result<readonly HistoryEntry[], StorageFailure> {
    return this.#ports.store.page(beforeId, limit);
  }

  markSeen(): Result<void, StorageFailure> {
    return this.#changed(this.#ports.store.markSeen());
  }

  remove(ids: readonly number[]): Result<void, StorageFailure> {
    return this.#changed(this.#ports.store.remove(ids));
  }

  restore(ids: readonly number[]): Result<void, StorageFailure> {
    return this.#changed(this.#ports.store.restore(ids));
  }

  dispose(): void {
    this.#head.dispose();
  }

  #begin(call: LiveCall): void {
    const begun = this.#ports.health.note(this.#ports.store.begin(this.#startOf(call)));
    if (begun.ok) this.#rows.set(call.id, begun.value);
  }

  #answered(callId: CallId, atMs: number): void {
    const row = this.#rows.get(callId);
    if (row !== undefined) this.#ports.health.note(this.#ports.store.answered(row, atMs));
  }

  #end(call: Ended): void {
    const row = this.#rows.get(call.id);
    this.#rows.delete(call.id);
    const end = endOf(call);
    const { store, health } = this.#ports;
    const start = this.#startOf(call);
    const write: Unsaved = () => (row === undefined ? store.add(start, end) : store.end(row, end));
    if (health.note(write()).ok) this.#unsaved = this.#unsaved.filter((again) => !again().ok);
    else this.#unsaved = [...this.#unsaved, write].slice(-UNSAVED_MAX);
    this.#refresh();
  }

  #startOf(call: LiveCall | Ended): HistoryStart {
    return startOf(call, this.#ports.lineLabel(call.lineId));
  }

  #changed(result: Result<void, StorageFailure>): Result<void, StorageFailure> {
    this.#ports.health.note(result);
    if (result.ok) this.#refresh();
    return result;
  }

  /** What cannot be read just now stays as it was last seen. */
  #refresh(): void {
    const entries = this.#ports.store.page(null, HISTORY_HEAD);
    const counts = this.#ports.store.counts();
    if (entries.ok && counts.ok) this.#head.set({ ...counts.value, entries: entries.value });
  }
}
