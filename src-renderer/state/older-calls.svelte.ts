import { history, type HistoryEntryView } from '../../src-preload/contract/history';
import type { Ask } from './ask';

const PAGE = 100;

/** History beyond the newest 200 that main pushes, fetched as one scrolls. */
export class OlderCalls {
  #older = $state.raw<readonly HistoryEntryView[]>([]);
  #removed = $state.raw<ReadonlySet<number>>(new Set());
  /** The oldest entry there is, once it was found that nothing is behind it. */
  #endId = $state.raw<number | null>(null);
  loading = $state(false);

  constructor(readonly ask: Ask) {}

  /**
   * The pushed ones and then the fetched ones that are older still. When more calls came in between than are pushed,
   * those between are in neither: then the fetched ones wait until they are fetched again.
   */
  behind(newest: readonly HistoryEntryView[]): readonly HistoryEntryView[] {
    const last = newest.at(-1);
    const first = this.#older[0];
    if (last === undefined || first === undefined || first.id < last.id) return newest;
    return [...newest, ...this.#older.filter((entry) => entry.id < last.id && !this.#removed.has(entry.id))];
  }

  /** Whether there is anything to fetch: of `total` calls some may not be readable any more. */
  hasMore(shown: readonly HistoryEntryView[], total: number): boolean {
    return shown.length < total && shown.at(-1)?.id !== this.#endId;
  }

  async load(shown: readonly HistoryEntryView[]): Promise<void> {
    const last = shown.at(-1);
    if (this.loading || last === undefined) return;
    this.loading = true;
    const reply = await this.ask(history.page, { beforeId: last.id, limit: PAGE });
    // Those shown are kept too: each new call pushes the last of the newest ones out of main's snapshot.
    if (reply.ok) this.#older = merged([...this.#older, ...shown, ...reply.value]);
    if (reply.ok && reply.value.length === 0) this.#endId = last.id;
    this.loading = false;
  }

  /** Fetched entries are not in main's snapshot, so what is deleted must be remembered here. */
  hide(ids: readonly number[]): void {
    this.#removed = new Set([...this.#removed, ...ids]);
  }

  unhide(ids: readonly number[]): void {
    this.#removed = new Set([...this.#removed].filter((id) => !ids.includes(id)));
  }
}

function merged(entries: readonly HistoryEntryView[]): readonly HistoryEntryView[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return [...byId.values()].sort((a, b) => b.id - a.id);
}
