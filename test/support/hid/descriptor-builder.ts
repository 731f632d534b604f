/** Builds HID report descriptors (HID 1.11 §6.2.2), the many ways devices write them. */

export type ReportKind = 'input' | 'output' | 'feature';

/**
 * How a field says its usages: `page-first` sets the page, then names them; `late` names them under another page and
 * sets theirs just before the Main item; `extended` says page and id in four bytes; `range` says first and last;
 * `alternatives` offers each as the preferred one of a delimited set.
 */
export type Style = 'page-first' | 'late' | 'extended' | 'range' | 'alternatives';

export interface FieldSpec {
  readonly kind: ReportKind;
  readonly reportId?: number;
  /** Whole usages, page and id; of one page unless `extended`. */
  readonly usages: readonly number[];
  readonly bits?: number;
  /** As many as there are usages, unless said. */
  readonly count?: number;
  readonly logical?: readonly [number, number];
  readonly constant?: boolean;
  readonly array?: boolean;
  readonly relative?: boolean;
  readonly nullable?: boolean;
  readonly style?: Style;
}

const MAIN = { input: 8, output: 9, feature: 11 } as const;
const DECOY_PAGE = 0xff77;
const DECOY_USAGE = 0x7777;

/** A short item in its shortest form. */
export function shortItem(type: 0 | 1 | 2, tag: number, value: number, size = shortest(value)): number[] {
  const prefix = (tag << 4) | (type << 2) | (size === 4 ? 3 : size);
  return [prefix, ...Array.from({ length: size }, (_, index) => (value >> (8 * index)) & 0xff)];
}

function shortest(value: number): 1 | 2 | 4 {
  if (value >= -0x80 && value <= 0x7f) return 1;
  return value >= -0x8000 && value <= 0x7fff ? 2 : 4;
}

/** The shortest form of a number without sign. */
function unsignedSize(value: number): 1 | 2 | 4 {
  if (value <= 0xff) return 1;
  return value <= 0xffff ? 2 : 4;
}

export class DescriptorBuilder {
  readonly #bytes: number[] = [];
  #globals = new Map<number, number>();
  readonly #pushed: Map<number, number>[] = [];

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  /** `type`: 1 application, 0 physical, 2 logical. */
  collection(usage: number, body: (inside: this) => void, type = 1): this {
    this.#local(0, usage, 4);
    this.raw(shortItem(0, 10, type));
    body(this);
    return this.raw([0xc0]);
  }

  field(spec: FieldSpec): this {
    const { kind, usages, bits = 1, reportId = 0, logical = [0, 1] } = spec;
    if (reportId !== 0) this.#global(8, reportId);
    this.#global(1, logical[0], 'signed');
    this.#global(2, logical[1], logical[0] < 0 ? 'signed' : 'unsigned');
    this.#global(7, bits);
    this.#global(9, spec.count ?? usages.length);
    this.#usages(usages, spec.style ?? 'page-first');
    return this.raw(shortItem(0, MAIN[kind], flagsOf(spec), 1));
  }

  padding(kind: ReportKind, bits: number, reportId = 0): this {
    return this.field({ kind, reportId, usages: [], bits, count: 1, constant: true });
  }

  /** Globals changed in `body` are as before afterwards. */
  pushed(body: (inside: this) => void): this {
    this.raw([0xa4]);
    this.#pushed.push(new Map(this.#globals));
    body(this);
    this.#globals = this.#pushed.pop() ?? new Map<number, number>();
    return this.raw([0xb4]);
  }

  /** A long item, which nobody may understand. */
  long(data: readonly number[], tag = 0xf0): this {
    return this.raw([0xfe, data.length, tag, ...data]);
  }

  raw(bytes: readonly number[]): this {
    this.#bytes.push(...bytes);
    return this;
  }

  #usages(usages: readonly number[], style: Style): void {
    const [first, last] = [usages[0], usages.at(-1)];
    if (first === undefined || last === undefined) return;
    const ids = usages.map((usage) => usage & 0xffff);
    switch (style) {
      case 'extended':
        for (const usage of usages) this.#local(0, usage, 4);
        return;
      case 'late':
        this.#global(0, DECOY_PAGE);
        for (const id of ids) this.#local(0, id);
        this.#global(0, first >>> 16);
        return;
      case 'range':
        this.#global(0, first >>> 16);
        this.#local(1, first & 0xffff);
        this.#local(2, last & 0xffff);
        return;
      case 'page-first':
        this.#global(0, first >>> 16);
        for (const id of ids) this.#local(0, id);
        return;
      case 'alternatives':
        this.#global(0, first >>> 16);
        for (const id of ids) {
          this.raw(shortItem(2, 10, 1));
          this.#local(0, id);
          this.#local(0, DECOY_USAGE);
          this.raw(shortItem(2, 10, 0));
        }
    }
  }

  /** Globals are only said when they change. */
  #global(tag: number, value: number, sign: 'signed' | 'unsigned' = 'unsigned'): void {
    if (this.#globals.get(tag) === value) return;
    this.#globals.set(tag, value);
    this.raw(shortItem(1, tag, value, sign === 'signed' ? shortest(value) : unsignedSize(value)));
  }

  #local(tag: number, value: number, size: 1 | 2 | 4 = unsignedSize(value)): void {
    this.raw(shortItem(2, tag, value, size));
  }
}

function flagsOf({ constant, array, relative, nullable }: FieldSpec): number {
  return (constant ? 1 : 0) | (array ? 0 : 2) | (relative ? 4 : 0) | (nullable ? 0x40 : 0);
}
