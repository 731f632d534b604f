import { idOf, pageOf, type Collection, type Descriptor, type Field, type Usage } from './descriptor';
import { items, type Item } from './item';

const COLLECTIONS = [
  'Physical',
  'Application',
  'Logical',
  'Report',
  'Named Array',
  'Usage Switch',
  'Usage Modifier',
];
const MAIN: Readonly<Record<number, string>> = {
  8: 'Input',
  9: 'Output',
  10: 'Collection',
  11: 'Feature',
  12: 'End Collection',
};
const GLOBAL = [
  'Usage Page',
  'Logical Minimum',
  'Logical Maximum',
  'Physical Minimum',
  'Physical Maximum',
  'Unit Exponent',
  'Unit',
  'Report Size',
  'Report ID',
  'Report Count',
  'Push',
  'Pop',
];
const LOCAL = [
  'Usage',
  'Usage Minimum',
  'Usage Maximum',
  'Designator Index',
  'Designator Minimum',
  'Designator Maximum',
  '',
  'String Index',
  'String Minimum',
  'String Maximum',
  'Delimiter',
];

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** `000B:0020`, as the HID usage tables write it. */
export function usageText(usage: Usage): string {
  return `${hex(pageOf(usage), 4)}:${hex(idOf(usage), 4)}`.toUpperCase();
}

/** A read descriptor for people: a line for each field, below the collections it lies in. */
export function describeDescriptor({ fields }: Descriptor): string {
  let open: Collection | null = null;
  const lines = fields.flatMap((field) => {
    const headings = field.collection === open ? [] : path(field.collection).map(heading);
    open = field.collection;
    return [...headings, `${'  '.repeat(path(open).length)}${fieldText(field)}`];
  });
  return lines.join('\n');
}

/** The items of a descriptor one by one, also of one that cannot be read: up to where it breaks. */
export function describeItems(bytes: Uint8Array): string {
  const lines = [];
  let depth = 0;
  for (const item of items(bytes)) {
    if (!item.ok) return [...lines, `${hex(item.error.at, 4)}  ${item.error.kind}`].join('\n');
    const { at, type, tag } = item.value;
    if (type === 'main' && tag === 12) depth = Math.max(0, depth - 1);
    lines.push(`${hex(at, 4)}  ${'  '.repeat(Math.min(depth, 32))}${itemText(item.value)}`);
    if (type === 'main' && tag === 10) depth += 1;
  }
  return lines.join('\n');
}

function itemText({ type, tag, size, value, signed }: Item): string {
  const data = size === 0 ? '' : ` ${hex(value, 2 * size)}${signed < 0 ? ` (${signed})` : ''}`;
  switch (type) {
    case 'main':
      return `${MAIN[tag] ?? `main ${tag}`}${data}`;
    case 'global':
      return `${GLOBAL[tag] ?? `global ${tag}`}${data}`;
    case 'local':
      return `${LOCAL[tag] ?? `local ${tag}`}${data}`;
    case 'long':
      return `long item ${hex(tag, 2)}, ${size} bytes`;
  }
}

function path(collection: Collection | null): readonly Collection[] {
  return collection === null ? [] : [...path(collection.parent), collection];
}

function heading({ type, usage }: Collection, depth: number): string {
  return `${'  '.repeat(depth)}${COLLECTIONS[type] ?? `Collection ${type}`} ${usageText(usage)}`;
}

function fieldText(field: Field): string {
  const { kind, reportId, bitOffset, bits, count, logicalMin, logicalMax } = field;
  const where = `${kind} report ${reportId} bit ${bitOffset}`;
  const usages = field.usages.map(({ first, last }) =>
    first === last ? usageText(first) : `${usageText(first)}–${usageText(last)}`,
  );
  return [where, `${count}×${bits}`, flagsText(field), `${logicalMin}…${logicalMax}`, ...usages].join(' ');
}

function flagsText({ constant, variable, relative, nullable }: Field): string {
  return [constant && 'Const', variable ? 'Var' : 'Array', relative ? 'Rel' : 'Abs', nullable && 'Null']
    .filter((flag) => flag !== false)
    .join(',');
}
