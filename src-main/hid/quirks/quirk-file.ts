import * as v from 'valibot';
import type { Quirks } from './quirks';

/** Quirks of some models: a vendor's whole range, a part of it or one product. */
export interface QuirkRule {
  readonly vendorId: number;
  readonly products: { readonly first: number; readonly last: number };
  readonly quirks: Partial<Quirks>;
}

/** What is wrong with a file of quirks, for whoever wrote it. */
export interface QuirkProblem {
  /** Counts from 1; `null`: the file as a whole. */
  readonly entry: number | null;
  readonly message: string;
}

export interface QuirksRead {
  readonly rules: readonly QuirkRule[];
  readonly problems: readonly QuirkProblem[];
}

const MOST_ENTRIES = 1_000;

/** Four hexadecimal digits, as every list of USB devices writes them. */
const Id = v.pipe(
  v.string('must be text of four hexadecimal digits'),
  v.regex(/^[0-9a-f]{4}$/i, 'must be four hexadecimal digits'),
  v.transform((digits) => parseInt(digits, 16)),
);
const Milliseconds = v.pipe(
  v.number('must be a number of milliseconds'),
  v.integer('must be whole milliseconds'),
  v.minValue(100, 'must be 100 ms or more'),
  v.maxValue(10_000, 'must be 10000 ms or less'),
);
const Switch = v.boolean('must be true or false');

const QuirksPart = v.strictObject(
  {
    muteAbsolute: v.exactOptional(v.nullable(Switch)),
    ackTimeoutMs: v.exactOptional(Milliseconds),
    hookEchoMs: v.exactOptional(Milliseconds),
    separateReject: v.exactOptional(Switch),
    ringer: v.exactOptional(Switch),
    mirrorPages: v.exactOptional(
      v.pipe(v.array(Id, 'must be a list of pages'), v.maxLength(8, 'has too many pages')),
    ),
  },
  'is no quirk',
);

const Products = v.pipe(
  v.tuple([Id, Id], 'must be one product or [first, last]'),
  v.check(([first, last]) => first <= last, 'has its last product before its first'),
  v.transform(([first, last]) => ({ first, last })),
);
const Product = v.pipe(
  Id,
  v.transform((id) => ({ first: id, last: id })),
);

const Entry = v.strictObject(
  {
    /** For people. */
    name: v.exactOptional(v.string('must be text')),
    vendor: Id,
    product: v.exactOptional(v.union([Product, Products], 'must be one product or [first, last]')),
    quirks: QuirksPart,
  },
  'is missing or unknown',
);

const ALL_PRODUCTS = { first: 0, last: 0xffff };

/**
 * Reads a list of quirks (`README.md`). An entry that is wrong costs no other: it is left out, and said.
 */
export function readQuirks(text: string): QuirksRead {
  const entries = parsed(text);
  if (typeof entries === 'string') return { rules: [], problems: [{ entry: null, message: entries }] };
  const read = entries.slice(0, MOST_ENTRIES).map(readEntry);
  const tooMany = { entry: null, message: `only the first ${MOST_ENTRIES} entries are read` };
  return {
    rules: read.flatMap((one) => ('vendorId' in one ? [one] : [])),
    problems: [
      ...read.flatMap((one) => ('message' in one ? [one] : [])),
      ...(entries.length > MOST_ENTRIES ? [tooMany] : []),
    ],
  };
}

/** The entries, or what is wrong with all of it. */
function parsed(text: string): readonly unknown[] | string {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : 'is no list of entries';
  } catch {
    return 'is no JSON';
  }
}

function readEntry(entry: unknown, index: number): QuirkRule | QuirkProblem {
  const read = v.safeParse(Entry, entry);
  if (!read.success) return { entry: index + 1, message: messageOf(read.issues[0]) };
  const { vendor, product, quirks } = read.output;
  return { vendorId: vendor, products: product ?? ALL_PRODUCTS, quirks };
}

/** `quirks.hookEchoMs must be …`. */
function messageOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return path === null ? 'must be an object' : `${path} ${issue.message}`;
}
