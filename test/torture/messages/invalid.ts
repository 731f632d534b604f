import { sdp } from '../../ladder/support/sip-text';
import type { Category, RequestCategory } from '../support/category';
import { write, type Draft } from '../support/draft';
import { respond } from '../support/respond';

const HUGE = '98765432109876543210987654321';
const WELL = '<sip:alice@example.test>';

function refused(
  section: string,
  title: string,
  draft: Draft,
  right: readonly string[] = ['400'],
  asks = '400',
): RequestCategory {
  return { section: `4475 ${section}`, title, asks, right, request: (place) => write(place, draft) };
}

/** RFC 4475 §3.1.2: against the grammar. */
export const INVALID: readonly Category[] = [
  refused('3.1.2.1', 'separators with nothing between them', {
    method: 'INVITE',
    headers: { Contact: '"Bob" <sip:bob@127.0.0.1>;;,;,,', To: '"Alice" <sip:alice@example.test>;;,' },
    body: sdp(),
  }),
  refused('3.1.2.2', 'Content-Length beyond the end', {
    method: 'INVITE',
    headers: { 'Content-Length': '9999' },
    body: sdp(),
  }),
  refused('3.1.2.3', 'a negative Content-Length', {
    method: 'INVITE',
    headers: { 'Content-Length': '-42' },
    body: sdp(),
  }),
  refused('3.1.2.4', 'numbers too large in a request', {
    method: 'REGISTER',
    headers: { CSeq: `${HUGE} REGISTER`, 'Max-Forwards': '300', Expires: HUGE },
  }),
  {
    section: '4475 3.1.2.5',
    title: 'numbers too large in a response',
    asks: 'dropped',
    right: ['ignored'],
    response: (invite) =>
      respond(invite, 'SIP/2.0 503 Service Unavailable', {
        headers: { CSeq: `${HUGE} INVITE`, 'Retry-After': HUGE, Warning: '70000 overlarge "so much"' },
      }),
  },
  refused('3.1.2.6', 'a quoted name that does not end', {
    method: 'INVITE',
    headers: { To: '"Miss Alice <sip:alice@example.test>' },
    body: sdp(),
  }),
  refused('3.1.2.7', '<> around the Request-URI', {
    method: 'INVITE',
    start: `INVITE ${WELL} SIP/2.0`,
    body: sdp(),
  }),
  refused('3.1.2.8', 'a blank in the Request-URI', {
    method: 'INVITE',
    start: 'INVITE sip:alice@example.test; lr SIP/2.0',
    body: sdp(),
  }),
  refused(
    '3.1.2.9',
    'two blanks in the Request-Line',
    { method: 'INVITE', start: 'INVITE  sip:alice@example.test  SIP/2.0', body: sdp() },
    ['400', 'rings'],
    '400, or ignored',
  ),
  refused(
    '3.1.2.10',
    'blanks behind the Request-Line',
    { method: 'OPTIONS', start: 'OPTIONS sip:alice@example.test SIP/2.0   ' },
    ['400', '200'],
    '400, or ignored',
  ),
  refused(
    '3.1.2.11',
    'headers in the Request-URI',
    { method: 'INVITE', start: 'INVITE sip:alice@example.test?Route=%3Csip:x.test%3E SIP/2.0', body: sdp() },
    ['400', 'rings'],
    '400, or ignored',
  ),
  refused(
    '3.1.2.12',
    'a Date in another zone than GMT',
    { method: 'INVITE', headers: { Date: 'Tue, 02 Mar 2027 09:00:00 CET' }, body: sdp() },
    ['400', 'rings'],
    '400, or the Date ignored',
  ),
  refused('3.1.2.13', 'a URI with headers and no <>', {
    method: 'REGISTER',
    headers: { Contact: 'sip:bob@127.0.0.1?Route=%3Csip:x.test%3E' },
  }),
  refused(
    '3.1.2.14',
    'blanks inside <>',
    { method: 'OPTIONS', headers: { To: '"Wood, Alice" < sip:alice@example.test  >' } },
    ['400', '200'],
    '400, or ignored',
  ),
  refused(
    '3.1.2.15',
    'a comma in a name without quotes',
    { method: 'OPTIONS', headers: { From: 'Byron, Bob <sip:bob@example.test>;tag=c' } },
    ['400', '200'],
    '400, or quotes added',
  ),
  refused(
    '3.1.2.16',
    'an unknown version',
    { method: 'OPTIONS', start: 'OPTIONS sip:alice@example.test SIP/9.1' },
    ['505'],
    '505',
  ),
  refused('3.1.2.17', 'CSeq of another method', { method: 'OPTIONS', headers: { CSeq: '8 INVITE' } }),
  refused(
    '3.1.2.18',
    'an unknown method, CSeq of another',
    { method: 'DANCE', headers: { CSeq: '8 INVITE' } },
    ['400', '501'],
    '501 or 400',
  ),
  {
    section: '4475 3.1.2.19',
    title: 'a status above 699',
    asks: 'dropped',
    right: ['ignored'],
    response: (invite) => respond(invite, 'SIP/2.0 4294967301 better not break the receiver'),
  },
];
