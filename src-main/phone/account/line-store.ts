import type { Result } from '../../base/result';
import type { StorageFailure } from '../storage-failure';
import type { Line, LineId } from './line';

/** Where lines are kept. Never sees a password. */
export interface LineStore {
  /** In the order they were added. */
  load(): Result<readonly Line[], StorageFailure>;
  /** Inserts or replaces by `id`; all of them or none. */
  save(lines: readonly Line[]): Result<void, StorageFailure>;
  remove(id: LineId): Result<void, StorageFailure>;
}
