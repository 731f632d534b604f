import { fail, ok, type Result } from '../../base/result';

/** Where something stands in a file; both count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type Json = { readonly at: Position } & (
  | { readonly type: 'object'; readonly members: ReadonlyMap<string, Json> }
  | { readonly type: 'array'; readonly items: readonly Json[] }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'null' }
);

export type JsonFailure = { readonly kind: 'json'; readonly at: Position; readonly detail: string };

/** Deeper nesting is refused rather than risking the stack. */
const DEPTH_MAX = 32;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

/** JSON (RFC 8259) that remembers where each value stood, so that a mistake can be shown to its author. */
export function parseJson(text: string): Result<Json, JsonFailure> {
  const reader = new Reader(text.startsWith('\ufeff') ? text.slice(1) : text);
  try {
    return ok(reader.document());
  } catch (error) {
    if (error instanceof Misread) return fail({ kind: 'json', at: error.at, detail: error.message });
    throw error;
  }
}

/** Unwinds the recursion; never leaves this file. */
class Misread extends Error {
  constructor(
    readonly at: Position,
    detail: string,
  ) {
    super(detail);
  }
}

class Reader {
  #index = 0;
  #line = 1;
  #lineStart = 0;

  constructor(private readonly text: string) {}

  document(): Json {
    const value = this.#value(0);
    this.#space();
    if (this.#index < this.text.length) this.#misread('nothing more may follow here');
    return value;
  }

  #value(depth: number): Json {
    this.#space();
    if (depth > DEPTH_MAX) this.#misread('nested too deeply');
    const at = this.#position();
    const first = this.text[this.#index];
    if (first === '{') return { at, type: 'object', members: this.#members(depth) };
    if (first === '[') return { at, type: 'array', items: this.#items(depth) };
    if (first === '"') return { at, type: 'string', value: this.#string() };
    return this.#word(at) ?? this.#number(at);
  }

  #word(at: Position): Json | null {
    const word = this.#match(WORD);
    if (word === null) return null;
    return word === 'null' ? { at, type: 'null' } : { at, type: 'boolean', value: word === 'true' };
  }

  #number(at: Position): Json {
    const number = this.#match(NUMBER);
    if (number === null) this.#misread('a value is missing here');
    return { at, type: 'number', value: Number(number) };
  }

  #string(): string {
    const literal = this.#match(STRING);
    if (literal === null) this.#misread('this text is not closed, or holds a line break or a bad escape');
    return JSON.parse(literal) as string;
  }

  #members(depth: number): ReadonlyMap<string, Json> {
    const members = new Map<string, Json>();
    this.#index += 1;
    if (this.#take('}')) return members;
    do {
      this.#space();
      if (this.text[this.#index] !== '"') this.#misread('a name in quotation marks is missing here');
      const at = this.#position();
      const name = this.#string();
      if (members.has(name)) throw new Misread(at, `"${name}" stands here twice`);
      if (!this.#take(':')) this.#misread('":" is missing here');
      members.set(name, this.#value(depth + 1));
    } while (this.#take(','));
    if (!this.#take('}')) this.#misread('"," or "}" is missing here');
    return members;
  }

  #items(depth: number): readonly Json[] {
    const items: Json[] = [];
    this.#index += 1;
    if (this.#take(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#take(','));
    if (!this.#take(']')) this.#misread('"," or "]" is missing here');
    return items;
  }

  #take(sign: string): boolean {
    this.#space();
    if (this.text[this.#index] !== sign) return false;
    this.#index += 1;
    return true;
  }

  /** The only place that passes line breaks: strings cannot hold them. */
  #space(): void {
    const from = this.#index;
    const space = this.#match(SPACE) ?? '';
    for (let i = 0; i < space.length; i++) {
      if (space[i] !== '\n') continue;
      this.#line += 1;
      this.#lineStart = from + i + 1;
    }
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#index;
    const found = pattern.exec(this.text)?.[0] ?? null;
    this.#index += found?.length ?? 0;
    return found;
  }

  #position(): Position {
    return { line: this.#line, column: this.#index - this.#lineStart + 1 };
  }

  #misread(detail: string): never {
    throw new Misread(this.#position(), detail);
  }
}
