/** A SIP or SIPS URI (RFC 3261 §19.1), or a `tel:` URI (RFC 3966), which has no host. */
export interface Uri {
  /** Lower case. */
  readonly scheme: 'sip' | 'sips' | 'tel';
  /** Unescaped; a `tel:` URI's number stands here. */
  readonly user: string | undefined;
  /** Lower case; empty for `tel:`. */
  readonly host: string;
  readonly port: number | undefined;
}

/** What From, To, Contact, Route and Record-Route hold: `"display" <uri>;param=value` (RFC 3261 §20.10). */
export interface Address {
  readonly display: string | undefined;
  /** As received, without angle brackets. */
  readonly uri: string;
  /** Header parameters, names in lower case; a parameter without a value is the empty string. */
  readonly params: ReadonlyMap<string, string>;
}

/** Splits at `separator` outside quotes and angle brackets; pieces are trimmed, empty ones dropped. */
export function splitOutsideQuotes(text: string, separator: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let quoted = false;
  let escaped = false;
  let depth = 0;
  for (const char of text) {
    if (escaped) escaped = false;
    else if (quoted && char === '\\') escaped = true;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === '<') depth += 1;
    else if (!quoted && char === '>') depth -= 1;
    if (char === separator && !quoted && !escaped && depth <= 0) {
      pieces.push(piece);
      piece = '';
    } else piece += char;
  }
  return [...pieces, piece].map((each) => each.trim()).filter((each) => each !== '');
}

/** `;a=1;b;c="x"` → a map; names in lower case, quotes removed. */
export function parseParams(text: string): ReadonlyMap<string, string> {
  const params = new Map<string, string>();
  for (const piece of splitOutsideQuotes(text, ';')) {
    const equals = piece.indexOf('=');
    const name = equals < 0 ? piece : piece.slice(0, equals);
    const value = equals < 0 ? '' : piece.slice(equals + 1).trim();
    params.set(name.trim().toLowerCase(), unquoted(value));
  }
  return params;
}

/** Without surrounding quotes and backslash escapes, if it had any. */
export function unquoted(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/gs, '$1');
}

/** As a quoted string on the wire; line breaks can never get out. */
export function quoted(text: string): string {
  return `"${text.replace(/[\r\n]+/g, ' ').replace(/["\\]/g, '\\$&')}"`;
}

/** `undefined` when there is no URI in it. */
export function parseAddress(text: string): Address | undefined {
  const bracketed = /^\s*((?:"(?:[^"\\]|\\.)*"|[^"<]*))\s*<([^<>]+)>\s*(.*)$/s.exec(text);
  if (bracketed) {
    const [, display = '', uri = '', rest = ''] = bracketed;
    const name = unquoted(display.trim());
    return { display: name === '' ? undefined : name, uri: uri.trim(), params: parseParams(rest) };
  }
  // Without brackets every parameter belongs to the header, not to the URI (RFC 3261 §20.10).
  const [uri = '', ...params] = text.trim().split(';');
  if (!/^[a-z][a-z0-9+.-]*:/i.test(uri)) return undefined;
  return { display: undefined, uri, params: parseParams(params.join(';')) };
}

/** `undefined` for other schemes and for what is no URI. Parameters and headers of the URI are left out. */
export function parseUri(text: string): Uri | undefined {
  const match = /^(sips?|tel):([^;?]*)/i.exec(text.trim());
  if (!match) return undefined;
  const [, scheme = '', body = ''] = match;
  if (scheme.toLowerCase() === 'tel') return { scheme: 'tel', user: body, host: '', port: undefined };
  const at = body.lastIndexOf('@');
  const target = /^(\[[0-9a-f:.]+\]|[^:\s]+)(?::(\d{1,5}))?$/i.exec(body.slice(at + 1));
  if (!target) return undefined;
  const [, host = '', port] = target;
  const user = at < 0 ? undefined : unescaped(body.slice(0, at).split(':')[0] ?? '');
  return {
    scheme: scheme.toLowerCase() === 'sips' ? 'sips' : 'sip',
    user,
    host: host.toLowerCase(),
    port: port === undefined ? undefined : Number(port),
  };
}

function unescaped(user: string): string {
  return user.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
