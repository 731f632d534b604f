import type { Disposable } from '../base/disposable';
import { named, type Log } from '../base/log';
import type { LineStore } from '../phone/account/line-store';
import type { ReachabilityStore } from '../phone/account/reachability-store';
import type { HistoryStore } from '../phone/history/history-store';
import type { SettingsStore } from '../phone/settings/settings';
import type { StorageProblem } from '../phone/storage-failure';
import { SqliteHistory } from './history-store';
import { SqliteLines } from './lines-store';
import { openDatabase } from './open-database';
import { SqliteReachability } from './reachability-store';
import { SqliteSettings } from './settings-store';

/** Everything the telephone keeps, in one file. */
export interface Store extends Disposable {
  readonly lines: LineStore;
  readonly history: HistoryStore;
  readonly settings: SettingsStore;
  readonly reachability: ReachabilityStore;
  /** What was wrong with the file; the store works nevertheless, perhaps only until quit. */
  readonly problem: StorageProblem | null;
}

/** Opens or creates the file at `path`. Never throws and never fails: see `problem`. */
export function openStore(path: string, options: { readonly nowMs: number; readonly log: Log }): Store {
  const log = named(options.log, 'store');
  const { database, problem } = openDatabase(path, options.nowMs);
  if (problem !== null) log('error', problem.detail);
  return {
    lines: new SqliteLines(database, log),
    history: new SqliteHistory(database, log),
    settings: new SqliteSettings(database, log),
    reachability: new SqliteReachability(database, log),
    problem,
    dispose: () => {
      database.dispose();
    },
  };
}
