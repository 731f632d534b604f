import type { HistoryEntryView } from '../../src-preload/contract/history';
import { isMissed } from '../state/recents';
import { duration } from '../text/format';
import type { Text } from '../text/text';

/** What became of a past call, in a word or its length. */
export function outcomeOf(t: Text, entry: HistoryEntryView): string {
  if (entry.answeredAtMs !== null) return duration(entry.endedAtMs - entry.answeredAtMs);
  if (isMissed(entry)) return t.recents.missedCall;
  if (entry.why.kind === 'answered-elsewhere') return t.recents.elsewhere;
  // Hung up on while it was being answered.
  if (entry.why.kind === 'declined' || entry.direction === 'in') return t.recents.declined;
  return t.recents.notReached;
}
