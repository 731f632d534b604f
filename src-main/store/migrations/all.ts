import { first } from './0001-first';
import { reachability } from './0002-reachability';
import type { Migration } from './migration';

/** In order, without gaps. */
export const MIGRATIONS: readonly Migration[] = [first, reachability];
