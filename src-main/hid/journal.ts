import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { DeviceReport, Devices } from './devices';

/** So many reports of a headset are remembered, read and written ones together. */
export const JOURNAL_MAX = 200;

export interface JournalEntry {
  readonly direction: 'read' | 'written' | 'failed';
  readonly report: Uint8Array;
  readonly atMs: number;
}

/** The last reports of each headset, also of one that has been unplugged since. */
export class Journal implements Disposable {
  readonly #entries = new Map<string, JournalEntry[]>();
  readonly #owned = new DisposableStore();

  constructor(devices: Pick<Devices, 'reports' | 'writes' | 'writeFailures'>, clock: Clock) {
    const keep = (direction: JournalEntry['direction']) => (one: DeviceReport) => {
      this.#add(one.id, { direction, report: one.report, atMs: one.atMs });
    };
    this.#owned.add(devices.reports(keep('read')));
    this.#owned.add(devices.writes(keep('written')));
    this.#owned.add(
      devices.writeFailures(({ id }) => {
        this.#add(id, { direction: 'failed', report: new Uint8Array(), atMs: clock.monotonicMs() });
      }),
    );
  }

  /** Oldest first. */
  of(id: string): readonly JournalEntry[] {
    return this.#entries.get(id) ?? [];
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #add(id: string, entry: JournalEntry): void {
    const entries = this.#entries.get(id) ?? [];
    this.#entries.set(id, [...entries, entry].slice(-JOURNAL_MAX));
  }
}
