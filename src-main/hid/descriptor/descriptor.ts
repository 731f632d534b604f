/** A usage page in the upper 16 bits, a usage id in the lower (HID 1.11 §6.2.2.8). */
export type Usage = number;

export const usage = (page: number, id: number): Usage => page * 0x10000 + id;
export const pageOf = (whole: Usage): number => Math.floor(whole / 0x10000);
export const idOf = (whole: Usage): number => whole % 0x10000;

export type ReportKind = 'input' | 'output' | 'feature';

/** A collection, with those it lies in. */
export interface Collection {
  /** 0 physical, 1 application, 2 logical … (HID 1.11 §6.2.2.6). */
  readonly type: number;
  readonly usage: Usage;
  readonly parent: Collection | null;
}

/** What one Input, Output or Feature item describes (HID 1.11 §6.2.2.5): `count` values of `bits` each. */
export interface Field {
  readonly kind: ReportKind;
  /** 0 where the device does not number its reports. */
  readonly reportId: number;
  /** Where it begins, behind the report's id. */
  readonly bitOffset: number;
  readonly bits: number;
  readonly count: number;
  readonly constant: boolean;
  /** A variable field has a value per usage; an array field has the usages that are on. */
  readonly variable: boolean;
  readonly relative: boolean;
  /** A value out of range says "none" (Null State). */
  readonly nullable: boolean;
  readonly logicalMin: number;
  readonly logicalMax: number;
  readonly physicalMin: number;
  readonly physicalMax: number;
  readonly unit: number;
  readonly unitExponent: number;
  /** In order; the last one counts for all values that are left over. */
  readonly usages: readonly UsageRange[];
  readonly collection: Collection | null;
}

/** One usage, or several in a row; never spread out, since a descriptor may claim 65,536 of them. */
export interface UsageRange {
  readonly first: Usage;
  readonly last: Usage;
}

/** The report descriptor of a device, read. */
export interface Descriptor {
  /** Application collections that lie in no other, in order. */
  readonly applications: readonly Collection[];
  readonly fields: readonly Field[];
  readonly numbered: boolean;
}

export interface BadDescriptor {
  readonly kind:
    | 'truncated-item'
    | 'reserved-item'
    | 'too-long'
    | 'too-deep'
    | 'too-many-fields'
    | 'too-many-usages'
    | 'report-too-long'
    | 'pop-without-push'
    | 'end-without-collection'
    | 'unclosed-collection'
    | 'report-id-zero'
    | 'bad-usage-range'
    | 'bad-delimiter';
  /** The byte at which the item in question begins. */
  readonly at: number;
}

/** The `index`-th usage of a field; `undefined` where it has none. */
export function usageAt({ usages }: Field, index: number): Usage | undefined {
  let left = index;
  for (const { first, last } of usages) {
    const length = last - first + 1;
    if (left < length) return first + left;
    left -= length;
  }
  return usages.at(-1)?.last;
}

/** Whether the field lies, however deep, in a collection of this page. */
export function liesInPage({ collection }: Field, page: number): boolean {
  for (let at = collection; at !== null; at = at.parent) if (pageOf(at.usage) === page) return true;
  return false;
}
