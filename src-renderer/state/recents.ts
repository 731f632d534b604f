import type { HistoryEntryView } from '../../src-preload/contract/history';
import { startOfDay } from '../text/format';

export interface RecentGroup {
  /** Newest first, never empty; all of one party, one kind, one day. */
  readonly entries: readonly [HistoryEntryView, ...HistoryEntryView[]];
  readonly missed: boolean;
}

export interface RecentDay {
  readonly startMs: number;
  readonly groups: readonly RecentGroup[];
}

export type RecentFilter = 'all' | 'missed';

/** As main counts them for the badge: nobody took it and nobody turned it down, whatever else ended it. */
export function isMissed({ direction, answeredAtMs, why }: HistoryEntryView): boolean {
  if (direction === 'out' || answeredAtMs !== null) return false;
  return !['answered-elsewhere', 'declined', 'hung-up'].includes(why.kind);
}

const sameRun = (a: HistoryEntryView, b: HistoryEntryView): boolean =>
  a.remote.uri === b.remote.uri &&
  a.direction === b.direction &&
  isMissed(a) === isMissed(b) &&
  startOfDay(a.startedAtMs) === startOfDay(b.startedAtMs);

/** Days, newest first, each with its consecutive calls of one party folded together. */
export function groupByDay(entries: readonly HistoryEntryView[], filter: RecentFilter): RecentDay[] {
  const days: {
    startMs: number;
    groups: { entries: [HistoryEntryView, ...HistoryEntryView[]]; missed: boolean }[];
  }[] = [];
  for (const entry of entries) {
    const missed = isMissed(entry);
    if (filter === 'missed' && !missed) continue;
    const startMs = startOfDay(entry.startedAtMs);
    let day = days.at(-1);
    if (day?.startMs !== startMs) days.push((day = { startMs, groups: [] }));
    const run = day.groups.at(-1);
    if (run !== undefined && sameRun(run.entries[0], entry)) run.entries.push(entry);
    else day.groups.push({ entries: [entry], missed });
  }
  return days;
}

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Numbers are written with all kinds of gaps. */
const bare = (number: string): string => number.replace(/[\s()/.-]/g, '');

/** Parties of past calls whose name or number contains what was typed, most recent first. */
export function suggest(
  entries: readonly HistoryEntryView[],
  typed: string,
  limit: number,
): HistoryEntryView['remote'][] {
  const sought = fold(typed.trim());
  if (sought === '') return [];
  const digits = bare(sought);
  const found = new Map<string, HistoryEntryView['remote']>();
  for (const { remote } of entries) {
    const hit =
      fold(remote.name ?? '').includes(sought) ||
      (digits !== '' && bare(fold(remote.number)).includes(digits));
    if (hit && !found.has(remote.uri)) found.set(remote.uri, remote);
    if (found.size === limit) break;
  }
  return [...found.values()];
}
