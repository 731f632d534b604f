import { fail, ok, type Result } from '../base/result';
import { parseAddress, splitOutsideQuotes, type Address } from './address';
import { parseVia, type Via } from './via';

export interface Header {
  readonly name: string;
  readonly value: string;
}

/** A request to be sent (RFC 3261 §7.1). Content-Length is added on the wire. */
export interface SipRequest {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: string;
  readonly headers: readonly Header[];
  readonly body: string;
}

/** A response to be sent (RFC 3261 §7.2). */
export interface SipResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly body: string;
}

export type SipMessage = SipRequest | SipResponse;

/** The fields every message must have (RFC 3261 §8.1.1), parsed. */
export interface Envelope {
  readonly via: Via;
  readonly from: Address;
  readonly to: Address;
  readonly callId: string;
  readonly cseq: { readonly number: number; readonly method: string };
}

export type ReceivedRequest = SipRequest & Envelope;
export type ReceivedResponse = SipResponse & Envelope;
export type ReceivedMessage = ReceivedRequest | ReceivedResponse;

/** Why a datagram was dropped. Nothing is answered to what is not SIP. */
export interface NotSip {
  readonly kind: 'not-sip';
  readonly why: string;
}

const MAX_HEADERS = 200;

const COMPACT: Readonly<Record<string, string>> = {
  c: 'content-type',
  f: 'from',
  i: 'call-id',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  s: 'subject',
  t: 'to',
  v: 'via',
};

/** Never throws, whatever the datagram holds. */
export function parseMessage(datagram: Uint8Array): Result<ReceivedMessage, NotSip> {
  const bytes = Buffer.from(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return notSip('no end of headers');
  const lines = bytes
    .subarray(0, end)
    .toString('utf8')
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const [start = '', ...headerLines] = lines.filter((line, index) => line !== '' || index > 0);
  const headers = parseHeaders(headerLines);
  if (!headers.ok) return headers;
  const body = bodyOf(bytes.subarray(end + 4), headers.value);
  if (!body.ok) return body;
  const envelope = parseEnvelope(headers.value);
  if (!envelope.ok) return envelope;
  return parseStart(start, { ...envelope.value, headers: headers.value, body: body.value });
}

function notSip(why: string): Result<never, NotSip> {
  return fail({ kind: 'not-sip', why });
}

type Rest = Envelope & { readonly headers: readonly Header[]; readonly body: string };

function parseStart(line: string, rest: Rest): Result<ReceivedMessage, NotSip> {
  const response = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(line);
  if (response) {
    return ok({ kind: 'response', status: Number(response[1]), reason: response[2] ?? '', ...rest });
  }
  const request = /^([A-Za-z0-9.!%*_+`'~-]+) (\S+) SIP\/2\.0$/i.exec(line);
  if (!request) return notSip('no start line');
  const [, method = '', uri = ''] = request;
  if (method !== rest.cseq.method) return notSip('CSeq names another method');
  return ok({ kind: 'request', method, uri, ...rest });
}

function parseHeaders(lines: readonly string[]): Result<readonly Header[], NotSip> {
  if (lines.length > MAX_HEADERS) return notSip('too many headers');
  const headers: Header[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) return notSip('a header without a colon');
    const written = line.slice(0, colon).trim().toLowerCase();
    headers.push({ name: COMPACT[written] ?? written, value: line.slice(colon + 1).trim() });
  }
  return ok(headers);
}

/** Over UDP the body ends with the datagram, or where Content-Length says (RFC 3261 §18.3). */
function bodyOf(bytes: Buffer, headers: readonly Header[]): Result<string, NotSip> {
  const declared = valueIn(headers, 'content-length');
  if (declared === undefined) return ok(bytes.toString('utf8'));
  const length = /^\d{1,9}$/.test(declared) ? Number(declared) : NaN;
  if (!(length <= bytes.length)) return notSip('Content-Length past the end');
  return ok(bytes.subarray(0, length).toString('utf8'));
}

function parseEnvelope(headers: readonly Header[]): Result<Envelope, NotSip> {
  const via = parseVia(splitOutsideQuotes(valueIn(headers, 'via') ?? '', ',')[0] ?? '');
  const from = parseAddress(valueIn(headers, 'from') ?? '');
  const to = parseAddress(valueIn(headers, 'to') ?? '');
  const callId = valueIn(headers, 'call-id');
  const cseq = /^(\d{1,10})\s+(\S+)$/.exec(valueIn(headers, 'cseq') ?? '');
  if (!via || !from || !to || !callId || !cseq)
    return notSip('Via, From, To, Call-ID or CSeq missing or broken');
  const number = Number(cseq[1]);
  if (number >= 2 ** 31) return notSip('CSeq too large');
  return ok({ via, from, to, callId, cseq: { number, method: cseq[2] ?? '' } });
}

function valueIn(headers: readonly Header[], name: string): string | undefined {
  return headers.find((header) => header.name.toLowerCase() === name)?.value;
}

/** The first value of a header; `name` in any case, in its long form. */
export function header(message: SipMessage, name: string): string | undefined {
  return valueIn(message.headers, name.toLowerCase());
}

/** Every value of a list header, over repeated lines and commas (RFC 3261 §7.3.1), in order. */
export function headerList(message: SipMessage, name: string): string[] {
  return message.headers
    .filter((each) => each.name.toLowerCase() === name.toLowerCase())
    .flatMap((each) => splitOutsideQuotes(each.value, ','));
}

/** The bytes on the wire, with Content-Length. Line breaks inside header values become spaces. */
export function serialise(message: SipMessage): Uint8Array {
  const start =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${String(message.status)} ${message.reason}`;
  const headers = message.headers.map(({ name, value }) => `${name}: ${value.replace(/[\r\n]+/g, ' ')}`);
  const body = Buffer.from(message.body, 'utf8');
  const head = [start, ...headers, `Content-Length: ${String(body.length)}`, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'utf8'), body]);
}
