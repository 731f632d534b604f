import { isUtf8 } from 'node:buffer';
import type { Header } from '../message/message';
import { longName } from './compact-forms';
import { badRequest, flaw, type Flaw } from './flaw';
import { LIMITS } from './limits';

/** A message cut into its lines, sound or not: even a refusal needs the headers that could be read. */
export interface Reading {
  readonly start: string;
  readonly headers: readonly Header[];
  /** Everything behind the headers, not yet cut to its Content-Length. */
  readonly body: Buffer;
  /** The first thing wrong with the form of the headers. */
  readonly flaw: Flaw | null;
}

const CR = 13;
const LF = 10;
const TOKEN_LINE = /^([A-Za-z0-9\-.!%*_+`'~]+)[ \t]*:(.*)$/;
const TOO_LARGE = flaw(513, 'Message Too Large');

/** `null` when there is nothing that could be taken for a message. */
export function read(bytes: Uint8Array): Reading | null {
  const raw = withoutLeadingLines(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const end = raw.indexOf('\r\n\r\n');
  // Some forget the empty line when there is no body.
  const complete = end >= 0 || raw.subarray(-2).equals(Buffer.from('\r\n'));
  if (!complete || raw.length === 0) return null;
  const head = text(raw.subarray(0, end < 0 ? raw.length - 2 : end));
  const [start = '', ...lines] = head.split('\r\n');
  const body = end < 0 ? Buffer.alloc(0) : raw.subarray(end + 4);
  if (start.length > LIMITS.line) return null;
  return { start, body, ...fieldsOf(lines) };
}

/** RFC 3261 §7.5: empty lines before the start line are none of the message. */
function withoutLeadingLines(raw: Buffer): Buffer {
  let first = 0;
  while (raw[first] === CR || raw[first] === LF) first++;
  return raw.subarray(first);
}

/** Old exchanges still write names in Latin-1. */
function text(raw: Buffer): string {
  return raw.toString(isUtf8(raw) ? 'utf8' : 'latin1');
}

function fieldsOf(lines: readonly string[]): Pick<Reading, 'headers' | 'flaw'> {
  const headers: Header[] = [];
  let found: Flaw | null = null;
  for (const line of unfolded(lines)) {
    if (line.length > LIMITS.line || headers.length >= LIMITS.headers) found ??= TOO_LARGE;
    else {
      const match = /[\r\n]/.test(line) ? null : TOKEN_LINE.exec(line);
      if (match) headers.push({ name: longName(match[1] ?? ''), value: (match[2] ?? '').trim() });
      else found ??= badRequest('Malformed Header Line');
    }
  }
  return { headers, flaw: found };
}

/** Folded lines joined (RFC 3261 §7.3.1). */
function unfolded(lines: readonly string[]): string[] {
  const joined: string[][] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last && /^[ \t]/.test(line)) last.push(line.trim());
    else joined.push([line]);
  }
  return joined.map((parts) => parts.join(' '));
}
