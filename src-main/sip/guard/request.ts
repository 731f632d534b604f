import { ALLOWED_METHODS } from '../methods';
import { splitList } from '../message/split-list';
import { parseVia } from '../message/via';
import { UNDERSTOOD_OPTIONS } from '../option-tags';
import { addressFlaw } from './address';
import { conflictFlaw, contentLengthFlaw, cseqOf, missingFlaw, valuesOf } from './common';
import { contentFlaw } from './content';
import { badRequest, firstFlaw, flaw, type Flaw } from './flaw';
import type { Reading } from './reading';
import { KNOWN_SCHEMES, schemeOf, uriFlaw } from './uri';

export interface RequestLine {
  readonly method: string;
  readonly uri: string;
  readonly version: string;
}

const REQUEST_LINE = /^([A-Za-z0-9\-.!%*_+`'~]{1,128}) (\S+) (SIP\/\d{1,9}\.\d{1,9})$/i;
/** Methods some RFC defines: those we do not serve are answered 405 further up, unknown ones 501 here. */
const DEFINED_METHODS: readonly string[] = [
  ...['INVITE', 'ACK', 'BYE', 'CANCEL', 'REGISTER', 'OPTIONS', 'SUBSCRIBE', 'NOTIFY', 'REFER'],
  ...['MESSAGE', 'PRACK', 'UPDATE', 'INFO', 'PUBLISH'],
];
/**
 * Requests that mean something only inside a dialog; without a To tag there is none (RFC 3262 §3, RFC 3311 §5,
 * RFC 6086 §4.2.2).
 */
const IN_DIALOG: readonly string[] = ['PRACK', 'UPDATE', 'INFO'];

/** `null` when it has not the form of RFC 3261 §7.1. */
export function requestLineOf(start: string): RequestLine | null {
  const match = REQUEST_LINE.exec(start);
  if (!match) return null;
  const [, method = '', uri = '', version = ''] = match;
  return { method, uri, version: version.toUpperCase() };
}

/** Why a request is refused before anybody reads it, in the order of RFC 3261 §8.2. */
export function requestFlaw(reading: Reading): Flaw | null {
  const line = requestLineOf(reading.start);
  if (!line) return badRequest('Bad Request-Line');
  return firstFlaw([...MESSAGE_RULES, ...BODY_RULES], { ...reading, line });
}

interface Request extends Reading {
  readonly line: RequestLine;
}

const MESSAGE_RULES: readonly ((request: Request) => Flaw | null)[] = [
  ({ line }) => (line.version === 'SIP/2.0' ? null : flaw(505, 'Version Not Supported')),
  (request) => request.flaw,
  missingFlaw,
  conflictFlaw,
  methodFlaw,
  contentLengthFlaw,
  maxForwardsFlaw,
  branchFlaw,
  requestUriFlaw,
  addressesFlaw,
  callIdFlaw,
  outsideDialogFlaw,
  replacesFlaw,
  requireFlaw,
];
const BODY_RULES = [(request: Request) => contentFlaw(request, request.line.method)];

function methodFlaw(request: Request): Flaw | null {
  const cseq = cseqOf(request);
  const { method } = request.line;
  if (!cseq) return badRequest('Bad CSeq');
  if (!DEFINED_METHODS.includes(method))
    return flaw(501, 'Not Implemented', { name: 'allow', value: ALLOWED_METHODS.join(', ') });
  return cseq.method === method ? null : badRequest('CSeq of Another Method');
}

function maxForwardsFlaw(request: Request): Flaw | null {
  const [stated] = valuesOf(request, 'max-forwards');
  const sound = stated === undefined || (/^\d{1,10}$/.test(stated) && Number(stated) <= 255);
  return sound ? null : badRequest('Bad Max-Forwards');
}

/** The magic cookie promises an identifier (RFC 3261 §8.1.1.7); without one, transactions would be mixed up. */
function branchFlaw(request: Request): Flaw | null {
  const via = parseVia(splitList(valuesOf(request, 'via')[0] ?? '')[0] ?? '');
  return via?.branch.toLowerCase() === 'z9hg4bk' ? badRequest('No Transaction Identifier') : null;
}

function requestUriFlaw({ line: { uri } }: Request): Flaw | null {
  const scheme = schemeOf(uri);
  const form = uriFlaw(uri);
  if (form) return form;
  if (scheme === null || !KNOWN_SCHEMES.includes(scheme)) return flaw(416, 'Unsupported URI Scheme');
  // RFC 3261 §19.1.1: headers have no place in a Request-URI.
  return scheme !== 'tel' && uri.lastIndexOf('?') > uri.lastIndexOf('@')
    ? badRequest('Headers in Request-URI')
    : null;
}

function addressesFlaw(request: Request): Flaw | null {
  const single = ['from', 'to'].flatMap((name) => valuesOf(request, name));
  const contacts = valuesOf(request, 'contact').flatMap(splitList);
  return firstFlaw(
    [...single, ...contacts.filter((contact) => contact !== '*')].map((value) => () => addressFlaw(value)),
    null,
  );
}

/** RFC 3261 §25.1 `callid`, and `=` and the like that some write; a blank would break matching. */
function callIdFlaw(request: Request): Flaw | null {
  return /^[\x21-\x7e]+$/.test(valuesOf(request, 'call-id')[0] ?? '') ? null : badRequest('Bad Call-ID');
}

function outsideDialogFlaw(request: Request): Flaw | null {
  const inDialog = /;\s*tag\s*=/i.test(valuesOf(request, 'to')[0] ?? '');
  return !inDialog && IN_DIALOG.includes(request.line.method)
    ? flaw(481, 'Call/Transaction Does Not Exist')
    : null;
}

/** RFC 3891 §3: one call, by an INVITE, and not joined to another as well. */
function replacesFlaw(request: Request): Flaw | null {
  const replaces = valuesOf(request, 'replaces').flatMap(splitList);
  const alone = replaces.length === 1 && valuesOf(request, 'join').length === 0;
  return replaces.length === 0 || (alone && request.line.method === 'INVITE')
    ? null
    : badRequest('Bad Use of Replaces');
}

/** RFC 3261 §8.2.2.3; Proxy-Require is none of ours. */
function requireFlaw(request: Request): Flaw | null {
  if (request.line.method === 'CANCEL' || request.line.method === 'ACK') return null;
  const unsupported = valuesOf(request, 'require')
    .flatMap(splitList)
    .filter((tag) => !UNDERSTOOD_OPTIONS.includes(tag.toLowerCase()));
  return unsupported.length === 0
    ? null
    : flaw(420, 'Bad Extension', { name: 'unsupported', value: unsupported.join(', ') });
}
