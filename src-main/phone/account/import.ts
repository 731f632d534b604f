import { fail, ok, type Result } from '../../base/result';
import { parseJson, type Json, type Position } from './json';
import { readLine, type ImportedLine } from './import-line';
import { checkDraft } from './line-draft';

/** What is wrong, and where: `lines[1].domain` on line 7. `detail` says all of it in one sentence. */
export interface ImportFailure {
  readonly kind: 'bad-file';
  readonly at: Position;
  /** `null` when the file is not JSON, so that no field can be named. */
  readonly field: string | null;
  readonly detail: string;
}

/** Files beyond this are not lists of telephone lines. */
const FILE_MAX = 4_000_000;

/** Reads a file of lines (schema: README.md in this folder). The first mistake refuses the whole file. */
export function parseLines(text: string): Result<readonly ImportedLine[], ImportFailure> {
  if (text.length > FILE_MAX) return mistake({ line: 1, column: 1 }, null, 'the file is too large');
  const json = parseJson(text);
  if (!json.ok) return mistake(json.error.at, null, json.error.detail);
  const list = linesOf(json.value);
  if (!list.ok) return list;
  const imported: ImportedLine[] = [];
  const seen = new Map<string, string>();
  for (const [index, item] of list.value.entries()) {
    const path = `lines[${String(index)}]`;
    const line = oneLine(item, path);
    if (!line.ok) return line;
    const address = `${line.value.draft.user}@${line.value.draft.domain.toLowerCase()}`;
    const before = seen.get(address);
    if (before !== undefined) return mistake(item.at, path, `${address} stands already in ${before}`);
    seen.set(address, path);
    imported.push(line.value);
  }
  return ok(imported);
}

function linesOf(root: Json): Result<readonly Json[], ImportFailure> {
  if (root.type !== 'object') return mistake(root.at, null, 'the file must be an object with "lines"');
  for (const [name, { at }] of root.members)
    if (name !== 'lines') return mistake(at, name, 'there is no such field');
  const lines = root.members.get('lines');
  if (!lines) return mistake(root.at, 'lines', 'is missing');
  return lines.type === 'array' ? ok(lines.items) : mistake(lines.at, 'lines', 'must be a list');
}

function oneLine(item: Json, path: string): Result<ImportedLine, ImportFailure> {
  const read = readLine(item);
  if (!read.ok) {
    const { field, at, detail } = read.error;
    return mistake(at, field === null ? path : `${path}.${field}`, detail);
  }
  const wrong = checkDraft(read.value.draft)[0];
  if (!wrong) return read;
  return mistake(placeOf(item, wrong.field) ?? item.at, `${path}.${wrong.field}`, wrong.problem);
}

/** Where `server.port` or another field stands; its parent's place when it was left out. */
function placeOf(item: Json, field: string): Position | null {
  let place: Json | undefined = item;
  let at: Position | null = null;
  for (const name of field.split('.')) {
    if (place?.type !== 'object') break;
    place = place.members.get(name);
    at = place?.at ?? at;
  }
  return at;
}

function mistake(at: Position, field: string | null, what: string) {
  const where = `line ${String(at.line)}, column ${String(at.column)}`;
  const detail = field === null ? `${where}: ${what}` : `${where}: ${field}: ${what}`;
  return fail<ImportFailure>({ kind: 'bad-file', at, field, detail });
}
