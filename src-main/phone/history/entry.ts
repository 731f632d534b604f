import type { Ended, LiveCall } from '../call/call';
import type { EndReason } from '../call/end-reason';
import type { HistoryEnd, HistoryStart, UnfinishedEntry } from './history-store';

export function startOf(call: LiveCall | Ended, lineLabel: string): HistoryStart {
  const { lineId, direction, remote, startedAtMs } = call;
  return { lineId, lineLabel, direction, remote, startedAtMs };
}

export function endOf(call: Ended): HistoryEnd {
  const { remote, answeredAtMs, endedAtMs, why } = call;
  return { remote, answeredAtMs, endedAtMs, why, unseen: isMissed(call.direction, answeredAtMs, why) };
}

/**
 * A call the application's own death cut off. When it really ended nobody knows: the last moment that is
 * certain is written. One that rang in was not taken: that is a missed call, whoever was to blame.
 */
export function interruptedEnd(row: UnfinishedEntry): HistoryEnd {
  const missed = row.direction === 'in' && row.answeredAtMs === null;
  const why: EndReason = missed ? { kind: 'missed' } : { kind: 'internal', detail: 'interrupted' };
  const { remote, answeredAtMs, startedAtMs } = row;
  return { remote, answeredAtMs, endedAtMs: answeredAtMs ?? startedAtMs, why, unseen: missed };
}

/**
 * An incoming call nobody took, here or on another of the user's phones, and nobody turned down or hung up on while it
 * was being answered.
 */
export function isMissed(direction: 'out' | 'in', answeredAtMs: number | null, why: EndReason): boolean {
  if (direction === 'out' || answeredAtMs !== null) return false;
  return !['answered-elsewhere', 'declined', 'hung-up'].includes(why.kind);
}
