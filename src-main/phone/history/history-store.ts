import type { Result } from '../../base/result';
import type { LineId } from '../account/line';
import type { EndReason } from '../call/end-reason';
import type { Party } from '../call/party';
import type { StorageFailure } from '../storage-failure';

/** What is known when a call starts. */
export interface HistoryStart {
  readonly lineId: LineId;
  /** Kept so that the entry reads well after its line was removed. */
  readonly lineLabel: string;
  readonly direction: 'out' | 'in';
  readonly remote: Party;
  readonly startedAtMs: number;
}

/** What is known when it is over. */
export interface HistoryEnd {
  /** As it was named last: an answer may come from someone other than we called. */
  readonly remote: Party;
  readonly answeredAtMs: number | null;
  readonly endedAtMs: number;
  readonly why: EndReason;
  /** An incoming call nobody took and nobody has looked at yet. */
  readonly unseen: boolean;
}

/** A finished call. Ids grow with time. */
export type HistoryEntry = HistoryStart & HistoryEnd & { readonly id: number };

/** A call that had started when the application died. */
export type UnfinishedEntry = HistoryStart & { readonly id: number; readonly answeredAtMs: number | null };

/** The calls of the past. A successful answer means: on disk, whatever happens next. */
export interface HistoryStore {
  begin(start: HistoryStart): Result<number, StorageFailure>;
  answered(id: number, atMs: number): Result<void, StorageFailure>;
  end(id: number, end: HistoryEnd): Result<void, StorageFailure>;
  /** A whole call at once: for one whose start could not be written. */
  add(start: HistoryStart, end: HistoryEnd): Result<number, StorageFailure>;
  /** Calls begun and never ended: asked for once, before the first call of this run. */
  unfinished(): Result<readonly UnfinishedEntry[], StorageFailure>;
  /** Finished calls older than `beforeId` (`null`: from the newest), newest first. */
  page(beforeId: number | null, limit: number): Result<readonly HistoryEntry[], StorageFailure>;
  counts(): Result<HistoryCounts, StorageFailure>;
  markSeen(): Result<void, StorageFailure>;
  /** Hides them; `restore` brings them back until `purge`. */
  remove(ids: readonly number[]): Result<void, StorageFailure>;
  restore(ids: readonly number[]): Result<void, StorageFailure>;
  /** Deletes for good what was removed. */
  purge(): Result<void, StorageFailure>;
}

export interface HistoryCounts {
  readonly total: number;
  readonly unseenMissed: number;
}
