import { createHash } from 'node:crypto';
import {
  header,
  isResponse,
  mapHeader,
  methodOf,
  statusOf,
  withHeader,
  type SipMessage,
} from '../message/message';
import { splitList } from '../message/split-list';
import { parseVia, withSource } from '../message/via';
import { describedOnly } from './multipart';
import { tidyNameAddr } from './name-addr';

export interface RepairOptions {
  /** Where the message came from. */
  readonly source: { readonly address: string; readonly port: number };
  /** Our own address of record as a bare URI, in the form sip.js compares with. */
  readonly ownUri: string;
}

/** What real exchanges get wrong but mean well, put right before sip.js would drop it. */
export function repair(message: SipMessage, { source, ownUri }: RepairOptions): SipMessage {
  let repaired = tidyVias(message);
  for (const name of ['from', 'to']) repaired = mapHeader(repaired, name, tidyNameAddr);
  repaired = mapHeader(repaired, 'contact', tidyList);
  repaired = describedOnly(nameBody(repaired));
  return isResponse(repaired) ? repairResponse(repaired) : repairRequest(repaired, source, ownUri);
}

function tidyList(value: string): string {
  return splitList(value).map(tidyNameAddr).join(', ');
}

/** One Via a line, so that the topmost can be changed alone. */
function tidyVias(message: SipMessage): SipMessage {
  const headers = message.headers.flatMap(({ name, value }) =>
    name === 'via' ? splitList(value).map((via) => ({ name, value: tidyVia(via) })) : [{ name, value }],
  );
  return { ...message, headers };
}

/** Without the blanks RFC 3261 allows around separators, and without brackets in `received` (RFC 5118 §4.5). */
function tidyVia(via: string): string {
  return via
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?([;=/]) ?/g, '$1')
    .replace(/;received=\[([^\];]*)\]/i, ';received=$1');
}

/** sip.js throws at a body without a type. */
function nameBody(message: SipMessage): SipMessage {
  if (message.body === '' || header(message, 'content-type') !== undefined) return message;
  const type = message.body.startsWith('v=0') ? 'application/sdp' : 'application/octet-stream';
  return withHeader(message, 'content-type', type);
}

/**
 * sip.js answers 404 unless the Request-URI names its user; a trunk's direct-dial number or a `sips:` does not.
 * What reached us over our own flow is for us.
 */
function repairRequest(message: SipMessage, source: RepairOptions['source'], ownUri: string): SipMessage {
  const start = `${methodOf(message)} ${ownUri} SIP/2.0`;
  // sip.js' grammar would drop what it does not know (`tel:`, an unescaped Call-ID); `refer/` reads the original.
  const readable = mapHeader(message, 'refer-to', () => '<sip:refer.invalid>');
  const modern = modernise({ ...readable, start });
  return mapHeader(modern, 'via', (via, index) => (index === 0 ? withSource(via, source) : via));
}

/** RFC 2543 knew requests without branch, From tag and Contact; sip.js does not (RFC 4475 §3.4.1). */
function modernise(message: SipMessage): SipMessage {
  const branched = mapHeader(message, 'via', (via, index) =>
    index === 0 && parseVia(via)?.branch === '' ? `${via};branch=${ourBranch(message)}` : via,
  );
  const tagged = mapHeader(branched, 'from', withSomeTag);
  return methodOf(tagged) === 'INVITE' ? withSomeContact(tagged, 'from') : tagged;
}

const OUR_BRANCH = 'z9hG4bK.2543.';

/**
 * What RFC 3261 §17.2.3 compares where there is no branch: the same for an INVITE and its CANCEL. An ACK gets
 * another, for that of a 2xx is a transaction of its own; a refusal is repeated in vain to such a caller.
 */
function ourBranch(message: SipMessage): string {
  const number = /^\d*/.exec(header(message, 'cseq') ?? '')?.[0] ?? '';
  const parts = ['via', 'from', 'call-id'].map((name) => header(message, name) ?? '');
  if (methodOf(message) === 'ACK') parts.push('ACK');
  const digest = createHash('sha256')
    .update([number, ...parts].join('\n'))
    .digest('hex');
  return `${OUR_BRANCH}${digest.slice(0, 20)}`;
}

/** A response as its caller will know it again: without the branch he never wrote. */
export function withoutOurBranch(message: SipMessage): SipMessage {
  return mapHeader(message, 'via', (via) => via.replace(/;branch=z9hG4bK\.2543\.[0-9a-f]+/, ''));
}

function repairResponse(message: SipMessage): SipMessage {
  const status = statusOf(message);
  if (methodOf(message) !== 'INVITE' || status === 100 || status >= 300) return message;
  // No Contact: sip.js would drop the ringing, and even the 200.
  return withSomeContact(mapHeader(message, 'to', withSomeTag), 'to');
}

function withSomeTag(value: string): string {
  return /;\s*tag\s*=/i.test(value) ? value : `${value};tag=none`;
}

/** The address of record is the next best target. */
function withSomeContact(message: SipMessage, from: 'from' | 'to'): SipMessage {
  if (header(message, 'contact') !== undefined) return message;
  const address = /<([^>]+)>/.exec(header(message, from) ?? '')?.[1];
  return address === undefined ? message : withHeader(message, 'contact', `<${address}>`);
}
