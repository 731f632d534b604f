import { sdp } from '../../ladder/support/sip-text';
import type { Category } from '../support/category';
import { write, type Draft, type Place } from '../support/draft';
import { respond } from '../support/respond';

type Row = readonly [
  section: string,
  title: string,
  asks: string,
  right: readonly string[],
  draft: Draft | ((place: Place) => Draft),
];

const REQUESTS: readonly Row[] = [
  [
    '3.2.1',
    'a branch that is the cookie only',
    '400, or the old way of matching',
    ['400', '200'],
    ({ port }) => ({
      method: 'OPTIONS',
      headers: { Via: `SIP/2.0/UDP 127.0.0.1:${String(port)};branch=z9hG4bK;rport` },
    }),
  ],
  [
    '3.3.1',
    'From, To and Call-ID missing',
    '400 as far as possible',
    ['400'],
    { method: 'INVITE', headers: { From: null, To: null, 'Call-ID': null }, body: sdp() },
  ],
  [
    '3.3.2',
    'an unknown scheme',
    '416',
    ['416'],
    { method: 'OPTIONS', start: 'OPTIONS nobodyHeardOfThis:alice SIP/2.0' },
  ],
  [
    '3.3.3',
    'a known scheme that is not for us',
    '416',
    ['416'],
    { method: 'OPTIONS', start: 'OPTIONS soap.beep://192.0.2.7:3002 SIP/2.0' },
  ],
  [
    '3.3.4',
    'unknown schemes in headers',
    'well-formed; as a telephone, 405 to REGISTER',
    ['405', '400'],
    {
      method: 'REGISTER',
      headers: {
        To: '<isbn:3499225727>',
        From: '<http://www.example.test/bob>;tag=h',
        Contact: '<name:bob_builder>',
      },
    },
  ],
  [
    '3.3.5',
    'Require and Proxy-Require',
    '420 with Unsupported',
    ['420'],
    {
      method: 'OPTIONS',
      headers: { Require: ['telepathy', 'clairvoyance'], 'Proxy-Require': 'levitation' },
    },
  ],
  [
    '3.3.6',
    'a body of an unknown type',
    '415 with Accept',
    ['415'],
    { method: 'INVITE', headers: { 'Content-Type': 'application/x-riddle' }, body: '<riddle/>' },
  ],
  [
    '3.3.7',
    'an unknown scheme of authorization',
    'as if without; as a telephone, 405 to REGISTER',
    ['405', '401'],
    { method: 'REGISTER', headers: { Authorization: 'Handshake secret=1, data="two"' } },
  ],
  [
    '3.3.8',
    'several values where one may be',
    '400',
    ['400'],
    ({ marker }) => ({
      method: 'INVITE',
      headers: {
        'Call-ID': [`${marker}@torture`, 'another@torture'],
        CSeq: ['5 INVITE', '59 INVITE'],
        From: ['<sip:bob@example.test>;tag=1', '<sip:carol@example.test>;tag=2'],
        To: ['<sip:alice@example.test>', '<sip:dave@example.test>'],
        'Max-Forwards': ['70', '5'],
      },
      body: sdp(),
    }),
  ],
  [
    '3.3.9',
    'several Content-Lengths',
    '400',
    ['400'],
    { method: 'OPTIONS', headers: { 'Content-Length': ['13', '5'] }, body: 'thirteen bytes' },
  ],
  [
    '3.3.11',
    'Max-Forwards 0',
    'arrived where it should: 200',
    ['200'],
    { method: 'OPTIONS', headers: { 'Max-Forwards': '0' } },
  ],
  [
    '3.3.12',
    'REGISTER with a parameter of Contact',
    'well-formed; as a telephone, 405',
    ['405'],
    { method: 'REGISTER', headers: { Contact: 'sip:+19725552222@gw.test;unknown' } },
  ],
  [
    '3.3.13',
    'REGISTER with a parameter of the URI',
    'well-formed; as a telephone, 405',
    ['405'],
    { method: 'REGISTER', headers: { Contact: '<sip:+19725552222@gw.test;unknown>' } },
  ],
  [
    '3.3.14',
    'REGISTER with a header in the URI',
    'well-formed; as a telephone, 405',
    ['405'],
    { method: 'REGISTER', headers: { Contact: '<sip:bob@gw.test?Route=%3Csip:gw2.test%3E>' } },
  ],
  [
    '3.3.15',
    'Accept without SDP',
    '406',
    ['406'],
    { method: 'INVITE', headers: { Accept: 'text/x-unheard-of' }, body: sdp() },
  ],
  [
    '3.4.1',
    'INVITE as in RFC 2543',
    'understood: no branch, no tag, no Contact, no Max-Forwards',
    ['rings'],
    ({ port }) => ({
      method: 'INVITE',
      headers: {
        Via: `SIP/2.0/UDP gateway.test:${String(port)}`,
        From: '<sip:+4930555@gateway.test;user=phone>',
        To: 'sip:+4930556@example.test;user=phone',
        'Record-Route': '<sip:alice@example.test;maddr=127.0.0.1>',
        Contact: null,
        'Max-Forwards': null,
      },
      body: sdp(),
    }),
  ],
];

/** RFC 4475 §3.2 to §3.4: well-formed, and yet. */
export const SEMANTICS: readonly Category[] = [
  ...REQUESTS.map(([section, title, asks, right, draft]) => ({
    section: `4475 ${section}`,
    title,
    asks,
    right,
    request: (place: Place) => write(place, typeof draft === 'function' ? draft(place) : draft),
  })),
  {
    section: '4475 3.3.10',
    title: '200 with a second Via of everybody',
    asks: 'dropped, certainly not forwarded',
    right: ['ignored'],
    response: (invite) =>
      respond(invite, 'SIP/2.0 200 OK', {
        headers: { Via: [...invite.all('via'), 'SIP/2.0/UDP 255.255.255.255;branch=z9hG4bKall'] },
        body: sdp(),
      }),
  },
];
