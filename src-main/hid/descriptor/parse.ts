import { fail, ok, type Result } from '../../base/result';
import type { BadDescriptor, Collection, Descriptor, Field, ReportKind } from './descriptor';
import { items, type Item } from './item';
import { boundUsages, localUsage, NO_GLOBALS, NO_LOCALS, type Globals, type Locals } from './state';

/** The longest a device may have: `wDescriptorLength` counts in 16 bits, and Linux takes no more than this. */
export const MAX_DESCRIPTOR_BYTES = 4_096;
/** The longest report behind its id, in bits; no headset's is over 64 bytes. */
export const MAX_REPORT_BITS = 8 * 4_096;
const MAX_DEPTH = 32;
const MAX_FIELDS = 1_024;
const MAX_USAGES_PER_FIELD = 256;

const INPUT = 8;
const OUTPUT = 9;
const COLLECTION = 10;
const FEATURE = 11;
const END_COLLECTION = 12;
const PUSH = 10;
const POP = 11;
const REPORT_KINDS: Readonly<Record<number, ReportKind>> = {
  [INPUT]: 'input',
  [OUTPUT]: 'output',
  [FEATURE]: 'feature',
};

type Step = Result<void, BadDescriptor>;
const DONE = ok<undefined>(undefined);

/**
 * Reads a report descriptor (HID 1.11 §6.2.2). Whatever the bytes are, it ends: every item is looked at once, nothing
 * is spread out, and limits far above any real device hold the rest.
 */
export function parseDescriptor(bytes: Uint8Array): Result<Descriptor, BadDescriptor> {
  if (bytes.length > MAX_DESCRIPTOR_BYTES) return fail({ kind: 'too-long', at: MAX_DESCRIPTOR_BYTES });
  const parser = new Parser();
  for (const item of items(bytes)) {
    if (!item.ok) return item;
    const step = parser.take(item.value);
    if (!step.ok) return step;
  }
  return parser.end(bytes.length);
}

/** The state while reading; each item is one step. */
class Parser {
  #globals = NO_GLOBALS;
  #locals = NO_LOCALS;
  #collection: Collection | null = null;
  #depth = 0;
  readonly #pushed: Globals[] = [];
  readonly #applications: Collection[] = [];
  readonly #fields: Field[] = [];
  /** How long each report is so far, in bits. */
  readonly #lengths = new Map<string, number>();
  #numbered = false;

  take(item: Item): Step {
    switch (item.type) {
      case 'main':
        return this.#main(item);
      case 'global':
        return this.#global(item);
      case 'local':
        return this.#local(item);
      case 'long':
        // None is defined; HID 1.11 §6.2.2.3 has readers skip them.
        return DONE;
    }
  }

  end(at: number): Result<Descriptor, BadDescriptor> {
    if (this.#collection !== null) return fail({ kind: 'unclosed-collection', at });
    return ok({ applications: this.#applications, fields: this.#fields, numbered: this.#numbered });
  }

  #main(item: Item): Step {
    const locals = this.#locals;
    this.#locals = NO_LOCALS;
    if (item.tag === COLLECTION) return this.#open(item, locals);
    if (item.tag === END_COLLECTION) return this.#close(item);
    const kind = REPORT_KINDS[item.tag];
    return kind === undefined ? DONE : this.#field(item, kind, locals);
  }

  #open({ at, value }: Item, locals: Locals): Step {
    if (this.#depth === MAX_DEPTH) return fail({ kind: 'too-deep', at });
    const usage = boundUsages(locals, this.#globals.usagePage)[0]?.first ?? 0;
    const collection = { type: value, usage, parent: this.#collection };
    if (this.#collection === null) this.#applications.push(collection);
    this.#collection = collection;
    this.#depth += 1;
    return DONE;
  }

  #close({ at }: Item): Step {
    if (this.#collection === null) return fail({ kind: 'end-without-collection', at });
    this.#collection = this.#collection.parent;
    this.#depth -= 1;
    return DONE;
  }

  #field({ at, value }: Item, kind: ReportKind, locals: Locals): Step {
    const { usagePage, ...globals } = this.#globals;
    // Nothing of no length: some devices end their collections so.
    if (globals.bits === 0 || globals.count === 0) return DONE;
    if (this.#fields.length === MAX_FIELDS) return fail({ kind: 'too-many-fields', at });
    const key = `${kind} ${String(globals.reportId)}`;
    const bitOffset = this.#lengths.get(key) ?? 0;
    const end = bitOffset + globals.bits * globals.count;
    if (end > MAX_REPORT_BITS) return fail({ kind: 'report-too-long', at });
    this.#lengths.set(key, end);
    this.#fields.push({
      ...globals,
      kind,
      bitOffset,
      constant: (value & 1) !== 0,
      variable: (value & 2) !== 0,
      relative: (value & 4) !== 0,
      nullable: (value & 0x40) !== 0,
      usages: boundUsages(locals, usagePage),
      collection: this.#collection,
    });
    return DONE;
  }

  #global(item: Item): Step {
    if (item.tag === PUSH) return this.#push(item);
    if (item.tag === POP) return this.#pop(item);
    if (item.tag === 8) {
      if (item.value === 0 || item.value > 0xff) return fail({ kind: 'report-id-zero', at: item.at });
      this.#numbered = true;
    }
    const change = globalChange(item, this.#globals.logicalMin);
    this.#globals = { ...this.#globals, ...change };
    return DONE;
  }

  #push({ at }: Item): Step {
    if (this.#pushed.length === MAX_DEPTH) return fail({ kind: 'too-deep', at });
    this.#pushed.push(this.#globals);
    return DONE;
  }

  #pop({ at }: Item): Step {
    const globals = this.#pushed.pop();
    if (globals === undefined) return fail({ kind: 'pop-without-push', at });
    this.#globals = globals;
    return DONE;
  }

  #local(item: Item): Step {
    switch (item.tag) {
      case 0:
        return this.#usage(item);
      case 1:
        this.#locals = { ...this.#locals, minimum: localUsage(item) };
        return this.#range(item);
      case 2:
        this.#locals = { ...this.#locals, maximum: localUsage(item) };
        return this.#range(item);
      case 10:
        return this.#delimiter(item);
      default:
        // Designators and strings say nothing about reports.
        return DONE;
    }
  }

  #usage(item: Item): Step {
    const one = localUsage(item);
    return this.#add({ first: one, last: one }, item.at);
  }

  #range({ at }: Item): Step {
    const { minimum, maximum } = this.#locals;
    if (minimum === null || maximum === null) return DONE;
    this.#locals = { ...this.#locals, minimum: null, maximum: null };
    // One of the two may carry the page for both.
    const short = minimum.short && maximum.short;
    const low = minimum.short && !short ? withPageOf(minimum.value, maximum.value) : minimum.value;
    const high = maximum.short && !short ? withPageOf(maximum.value, minimum.value) : maximum.value;
    if (low > high) return fail({ kind: 'bad-usage-range', at });
    return this.#add({ first: { short, value: low }, last: { short, value: high } }, at);
  }

  #add(range: Locals['usages'][number], at: number): Step {
    const { usages, delimited } = this.#locals;
    if (delimited === 'rest') return DONE;
    if (usages.length === MAX_USAGES_PER_FIELD) return fail({ kind: 'too-many-usages', at });
    const after = delimited === 'first' ? 'rest' : 'no';
    this.#locals = { ...this.#locals, usages: [...usages, range], delimited: after };
    return DONE;
  }

  #delimiter({ at, value }: Item): Step {
    const opens = value === 1;
    if (opens === (this.#locals.delimited !== 'no')) return fail({ kind: 'bad-delimiter', at });
    this.#locals = { ...this.#locals, delimited: opens ? 'first' : 'no' };
    return DONE;
  }
}

const withPageOf = (short: number, whole: number): number => whole - (whole % 0x10000) + short;

/** HID 1.11 §6.2.2.7. A maximum is read without sign where the minimum has none, as many devices mean it. */
function globalChange({ tag, value, signed }: Item, logicalMin: number): Partial<Globals> {
  switch (tag) {
    case 0:
      return { usagePage: value % 0x10000 };
    case 1:
      return { logicalMin: signed };
    case 2:
      return { logicalMax: logicalMin < 0 ? signed : value };
    case 3:
      return { physicalMin: signed };
    case 4:
      return { physicalMax: signed };
    case 5:
      // A nibble with sign: 8 to 15 are −8 to −1.
      return { unitExponent: (value & 0xf) > 7 ? (value & 0xf) - 16 : value & 0xf };
    case 6:
      return { unit: value };
    case 7:
      return { bits: value };
    case 8:
      return { reportId: value };
    case 9:
      return { count: value };
    default:
      return {};
  }
}
