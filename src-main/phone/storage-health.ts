import { Observable, type Observed, sameData } from '../base/observable';
import type { Log } from '../base/log';
import type { Result } from '../base/result';
import type { StorageFailure, StorageProblem } from './storage-failure';

/**
 * Whether what happens is kept. The telephone goes on when it is not, but the person must know: a failed write
 * shows until a later one succeeds; what was wrong from the start (`initial`) shows until quit.
 */
export class StorageHealth {
  readonly #initial: StorageProblem | null;
  readonly #log: Log;
  readonly #problem: Observable<StorageProblem | null>;

  constructor(initial: StorageProblem | null, log: Log) {
    this.#initial = initial;
    this.#log = log;
    this.#problem = new Observable<StorageProblem | null>(initial, sameData);
  }

  get problem(): Observed<StorageProblem | null> {
    return this.#problem;
  }

  /** Passes a storage result through and remembers how it went. */
  note<T>(result: Result<T, StorageFailure>): Result<T, StorageFailure> {
    if (!result.ok) this.#log('error', 'not stored', { detail: result.error.detail });
    this.#problem.set(result.ok ? this.#initial : result.error);
    return result;
  }
}
