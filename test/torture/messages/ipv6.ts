import { sdp } from '../../ladder/support/sip-text';
import type { Category } from '../support/category';
import { write, type Draft, type Place } from '../support/draft';

type Row = readonly [
  section: string,
  title: string,
  asks: string,
  right: string,
  draft: (place: Place) => Draft,
];

const via = (host: string, { port, marker }: Place, more = ''): string =>
  `SIP/2.0/UDP ${host}:${String(port)};branch=z9hG4bK${marker}${more}`;

const sdpAt = (address: string): string =>
  sdp()
    .replace(/^o=.*$/m, `o=bob 1 1 IN IP6 ${address}`)
    .replace(/^c=.*$/m, `c=IN IP6 ${address}`);

const ROWS: readonly Row[] = [
  [
    '4.1',
    'an IPv6 reference',
    'understood',
    '200',
    (place) => ({
      method: 'OPTIONS',
      start: 'OPTIONS sip:[2001:db8::7] SIP/2.0',
      headers: { Via: via('[2001:db8::9]', place), Contact: '<sip:bob@[2001:db8::9]>' },
    }),
  ],
  [
    '4.2',
    'an IPv6 address without brackets as Request-URI',
    '400',
    '400',
    (place) => ({
      method: 'OPTIONS',
      start: 'OPTIONS sip:2001:db8::7 SIP/2.0',
      headers: { Via: via('[2001:db8::9]', place) },
    }),
  ],
  [
    '4.3',
    'what looks like a port within the brackets',
    'understood: an address without port',
    '200',
    () => ({ method: 'OPTIONS', start: 'OPTIONS sip:[2001:db8::7:5070] SIP/2.0' }),
  ],
  [
    '4.4',
    'a port behind the brackets',
    'understood',
    '200',
    () => ({ method: 'OPTIONS', start: 'OPTIONS sip:[2001:db8::7]:5070 SIP/2.0' }),
  ],
  [
    '4.5',
    'received= with brackets',
    'understood, although the grammar has none',
    '200',
    (place) => ({
      method: 'OPTIONS',
      headers: { Via: via('[2001:db8::9:1]', place, ';received=[2001:db8::9:255]') },
    }),
  ],
  [
    '4.5',
    'received= without brackets',
    'understood',
    '200',
    (place) => ({
      method: 'OPTIONS',
      headers: { Via: via('[2001:db8::9:1]', place, ';received=2001:db8::9:255') },
    }),
  ],
  [
    '4.6',
    'IPv6 in the SDP',
    'understood',
    'rings',
    () => ({ method: 'INVITE', body: sdpAt('2001:db8::20') }),
  ],
  [
    '4.7',
    'both families in one header list',
    'understood',
    '200',
    (place) => ({
      method: 'OPTIONS',
      headers: {
        Via: [
          via('[2001:db8::9:1]', place),
          'SIP/2.0/TCP 192.0.2.4:5060;branch=z9hG4bKx;received=192.0.2.250',
        ],
      },
    }),
  ],
  [
    '4.8',
    'both families in the SDP',
    'understood',
    'rings',
    () => ({
      method: 'INVITE',
      body: `${sdp()}m=video 0 RTP/AVP 31\r\nc=IN IP6 2001:db8::20\r\n`,
    }),
  ],
  [
    '4.9',
    'IPv4 mapped into IPv6',
    'understood',
    'rings',
    (place) => ({
      method: 'INVITE',
      headers: {
        Via: [via('[::ffff:192.0.2.10]', place), 'SIP/2.0/UDP [::ffff:192.0.2.2];branch=z9hG4bKm'],
        Contact: '<sip:bob@[::ffff:192.0.2.2]>',
      },
      body: sdpAt('::ffff:192.0.2.2'),
    }),
  ],
  [
    '4.10',
    'three colons, as a bug in the grammar allowed',
    'tolerated',
    '200',
    () => ({
      method: 'OPTIONS',
      start: 'OPTIONS sip:alice@[2001:db8:::192.0.2.1] SIP/2.0',
      headers: { To: '<sip:alice@[2001:db8:::192.0.2.1]>' },
    }),
  ],
  [
    '4.10',
    'two colons, as they should be',
    'understood',
    '200',
    () => ({
      method: 'OPTIONS',
      start: 'OPTIONS sip:alice@[2001:db8::192.0.2.1] SIP/2.0',
      headers: { To: 'sip:alice@[2001:db8::192.0.2.1]' },
    }),
  ],
];

/** RFC 5118: IPv6. */
export const IPV6: readonly Category[] = ROWS.map(([section, title, asks, right, draft]) => ({
  section: `5118 ${section}`,
  title,
  asks,
  right: [right],
  request: (place) => write(place, draft(place)),
}));
