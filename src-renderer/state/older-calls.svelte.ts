import { history, type HistoryEntryView } from '../../src-preload/contract/history';
import type { Ask } from './ask';

const PAGE = 100;

/** History beyond the newest 200 that main pushes, fetched as one scrolls. */
export class OlderCalls {
  #older = $state.raw<readonly HistoryEntryView[]>([]);
  #removed = $state.raw<ReadonlySet<number>>(new Set());
  loading = $state(false);

  constructor(readonly ask: Ask) {}

  /** The pushed ones and then the fetched ones that are older still. */
  behind(newest: readonly HistoryEntryView[]): readonly HistoryEntryView[] {
    const last = newest.at(-1);
    if (last === undefined) return newest;
    return [...newest, ...this.#older.filter((entry) => entry.id < last.id && !this.#removed.has(entry.id))];
  }

  async load(shown: readonly HistoryEntryView[]): Promise<void> {
    const last = shown.at(-1);
    if (this.loading || last === undefined) return;
    this.loading = true;
    const reply = await this.ask(history.page, { beforeId: last.id, limit: PAGE });
    if (reply.ok) this.#older = [...this.#older.filter((entry) => entry.id >= last.id), ...reply.value];
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
