import { pageOf, usage, type UsageRange } from './descriptor';
import type { Item } from './item';

/** Global items hold until they are said anew (HID 1.11 §6.2.2.7). */
export interface Globals {
  readonly usagePage: number;
  readonly logicalMin: number;
  readonly logicalMax: number;
  readonly physicalMin: number;
  readonly physicalMax: number;
  readonly unitExponent: number;
  readonly unit: number;
  readonly bits: number;
  readonly count: number;
  readonly reportId: number;
}

export const NO_GLOBALS: Globals = {
  usagePage: 0,
  logicalMin: 0,
  logicalMax: 0,
  physicalMin: 0,
  physicalMax: 0,
  unitExponent: 0,
  unit: 0,
  bits: 0,
  count: 0,
  reportId: 0,
};

/** A usage as a local item says it: a short one takes its page from the Main item that comes after. */
export interface LocalUsage {
  readonly short: boolean;
  readonly value: number;
}

/** Local items hold for the next Main item only (HID 1.11 §6.2.2.8). */
export interface Locals {
  readonly usages: readonly { readonly first: LocalUsage; readonly last: LocalUsage }[];
  /** A Usage Minimum that waits for its maximum, or the other way round. */
  readonly minimum: LocalUsage | null;
  readonly maximum: LocalUsage | null;
  /** In a delimited set only the first usage, the preferred one, counts. */
  readonly delimited: 'no' | 'first' | 'rest';
}

export const NO_LOCALS: Locals = { usages: [], minimum: null, maximum: null, delimited: 'no' };

export const localUsage = ({ size, value }: Item): LocalUsage => ({ short: size <= 2, value });

/**
 * Binds what the local items said to the usage page in force at the Main item, as the HID specification asks and
 * every system does: `09 07 05 09` is 0x0009:0007 whatever the page was at the `09 07`.
 */
export function boundUsages({ usages }: Locals, page: number): readonly UsageRange[] {
  const bind = ({ short, value }: LocalUsage): number => (short ? usage(page, value) : value);
  return usages
    .map(({ first, last }) => ({ first: bind(first), last: bind(last) }))
    .filter(({ first, last }) => first <= last && pageOf(first) === pageOf(last));
}
