/** One header field: the name in lower case and in its long form, the value unfolded and trimmed. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** A SIP message taken apart only as far as routing and repairing need; sip.js does the rest. */
export interface SipMessage {
  readonly start: string;
  readonly headers: readonly Header[];
  readonly body: string;
}

export function isResponse(message: SipMessage): boolean {
  return message.start.startsWith('SIP/2.0 ');
}

/** Status of a response; 0 for a request. */
export function statusOf(message: SipMessage): number {
  return isResponse(message) ? Number(message.start.slice(8, 11)) : 0;
}

/** The first value of a header, `name` in lower case and long form. */
export function header(message: SipMessage, name: string): string | undefined {
  return message.headers.find((candidate) => candidate.name === name)?.value;
}

export function headers(message: SipMessage, name: string): string[] {
  return message.headers.filter((candidate) => candidate.name === name).map(({ value }) => value);
}

/** The method of a request, or the one a response answers. */
export function methodOf(message: SipMessage): string {
  return isResponse(message) ? cseqMethodOf(message) : message.start.slice(0, message.start.indexOf(' '));
}

export function cseqMethodOf(message: SipMessage): string {
  return /^\d+\s+(\S+)$/.exec(header(message, 'cseq') ?? '')?.[1] ?? '';
}

/** `message` with every value of one header passed through `change`; `null` removes the header. */
export function mapHeader(
  message: SipMessage,
  name: string,
  change: (value: string, index: number) => string | null,
): SipMessage {
  let index = 0;
  const changed = message.headers.flatMap((candidate) => {
    if (candidate.name !== name) return [candidate];
    const value = change(candidate.value, index++);
    return value === null ? [] : [{ name, value }];
  });
  return { ...message, headers: changed };
}

export function withHeader(message: SipMessage, name: string, value: string): SipMessage {
  return { ...message, headers: [...message.headers, { name, value }] };
}

/** The message as it goes over the wire (or into sip.js), with its Content-Length counted in bytes. */
export function textOf(message: SipMessage): string {
  const lines = message.headers
    .filter(({ name }) => name !== 'content-length')
    .map(({ name, value }) => `${wireName(name)}: ${value}`);
  const length = Buffer.byteLength(message.body);
  return [message.start, ...lines, `Content-Length: ${String(length)}`, '', message.body].join('\r\n');
}

const SPELLINGS: Readonly<Record<string, string>> = {
  'call-id': 'Call-ID',
  cseq: 'CSeq',
  'min-se': 'Min-SE',
  rack: 'RAck',
  rseq: 'RSeq',
  'www-authenticate': 'WWW-Authenticate',
};

/** As the RFCs spell it: names are case-insensitive, but some devices only know this. */
function wireName(name: string): string {
  return SPELLINGS[name] ?? name.replace(/(?:^|-)[a-z]/g, (initial) => initial.toUpperCase());
}
