import type { Result } from '../../base/result';
import type { StorageFailure } from '../storage-failure';
import type { LineId } from './line';
import type { ReachabilitySpan } from './reachability';

/** A span as it is kept: why calls did not come is not. */
export interface StoredSpan extends Pick<ReachabilitySpan, 'kind' | 'fromMs'> {
  /** Its end or, while it lasts, up to when it is known. */
  readonly toMs: number;
}

/** Where it is kept when a line could be called. Forgets the oldest spans of a line by itself. */
export interface ReachabilityStore {
  /** Oldest first. */
  load(): Result<readonly (StoredSpan & { readonly lineId: LineId })[], StorageFailure>;
  /** Inserts, or replaces what began at the same moment; all of them or none. */
  save(lineId: LineId, spans: readonly StoredSpan[]): Result<void, StorageFailure>;
  remove(lineId: LineId): Result<void, StorageFailure>;
}
