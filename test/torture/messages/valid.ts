import { sdp } from '../../ladder/support/sip-text';
import type { Category } from '../support/category';
import { viaOf, write } from '../support/draft';
import { respond } from '../support/respond';

const LONG = 'lang'.repeat(120);
const BODY_OF_PARTS = [
  '--part',
  'Content-Type: text/plain',
  '',
  'Hello, Alice',
  '--part',
  'Content-Type: application/octet-stream',
  'Content-Transfer-Encoding: binary',
  '',
  '\u0001\u0002 not text',
  '--part--',
  '',
].join('\r\n');

/** RFC 4475 §3.1.1: odd, but as the grammar allows. */
export const VALID: readonly Category[] = [
  {
    section: '4475 3.1.1.1',
    title: 'blanks, folds, compact and unknown headers in any case',
    asks: 'understood: an INVITE like any other',
    right: ['rings'],
    request: ({ port, marker }) =>
      [
        'INVITE sip:alice@example.test;unheard-of SIP/2.0',
        'tO :',
        '\tsip:alice@example.test ;  extra = 1',
        'fROM: "Bob \\\\\\""    <sip:bob@example.test>',
        '  ;',
        '  tag  =   7f',
        'MAX-forwards: 0070',
        `i: ${marker}@torture`,
        'cSeq: 0007',
        '  INVITE',
        `v: SIP  / 2.0 / UDP`,
        `    127.0.0.1 : ${String(port)} ;  branch  = z9hG4bK${marker} ; rport`,
        'Via:SIP/2.0/TCP far.example.test;branch=z9hG4bKa  , SIP / 2.0 / UDP 192.0.2.40 ; branch=old',
        's:',
        'X-Nobody-Knows: one',
        ' two',
        '   three',
        'X-Odd: ;;,,;,;',
        'c: application/sdp',
        'Route:',
        ' <sip:proxy.example.test;lr;odd=1;odder>',
        'm:"""" <sip:bob@example.test> ; new = value ; lone ; q = 0.25'.replace('""""', '"\\"\\""'),
        `l:${String(sdp().length)}`,
        '',
        sdp(),
      ].join('\r\n'),
  },
  {
    section: '4475 3.1.1.2',
    title: 'every character a token may hold',
    asks: '501, or 405: nobody knows the method',
    right: ['501', '405'],
    request: (place) => {
      const method = "Try!It-With_Every.Token*Character+`like%these'~0123456789";
      const uri = "sip:9-_.!~*'()&=+$,;?/%20:&it+has,a/password@example.test:5060";
      return write(place, {
        method,
        start: `${method} ${uri} SIP/2.0`,
        headers: {
          From: "\"a\\\u0007\\\u0000\\\u007f\" <sip:b%00b@example.test>;odd-name.!%*_+`'~='odd'~value;tag=_t'~1",
          "X-extension.!%*_+`'~": '\uD6A0\uD638\uD55C \uAC12 % "quoted"',
        },
      });
    },
  },
  {
    section: '4475 3.1.1.3',
    title: '% escapes where they are allowed',
    asks: 'understood, and not unescaped into something else',
    right: ['rings'],
    request: (place) =>
      write(place, {
        method: 'INVITE',
        start: 'INVITE sip:sip%3Aalice%40other.test@example.test;x%6C=%66oo SIP/2.0',
        headers: {
          To: '<sip:%61lice@example.test>',
          From: '<sip:I%20know%3Ahow@example.test;ta%67=no>;tag=e1',
          Contact: '<sip:b%6Fb@127.0.0.1;n%61me=v%61lue>;p%61=b%2C',
        },
        body: sdp(),
      }),
  },
  {
    section: '4475 3.1.1.4',
    title: 'escaped NULs in URIs',
    asks: 'well-formed; as a telephone, 405 to REGISTER',
    right: ['405'],
    request: (place) =>
      write(place, {
        method: 'REGISTER',
        headers: {
          To: '<sip:nul-%00-nul@example.test>',
          From: '<sip:nul-%00-nul@example.test>;tag=n',
          Contact: ['<sip:%00@one.example.test>', '<sip:%00%00@two.example.test>'],
        },
      }),
  },
  {
    section: '4475 3.1.1.5',
    title: '% where it escapes nothing',
    asks: 'the method is another than REGISTER: 501 or 405',
    right: ['501', '405'],
    request: (place) =>
      write(place, {
        method: 'R%45GISTER',
        headers: { Contact: ['<sip:alias@one.example.test>', '"%Z%45" <sip:other@two.example.test>'] },
      }),
  },
  {
    section: '4475 3.1.1.6',
    title: 'no blank between name and <',
    asks: 'understood: 200',
    right: ['200'],
    request: (place) =>
      write(place, {
        method: 'OPTIONS',
        headers: { From: 'caller<sip:bob@example.test>;tag=l', To: 'Alice<sip:alice@example.test>' },
      }),
  },
  {
    section: '4475 3.1.1.7',
    title: 'long values',
    asks: 'understood',
    right: ['rings'],
    request: (place) =>
      write(place, {
        method: 'INVITE',
        headers: {
          To: `"A ${LONG} name" <sip:alice@example.test>`,
          From: `<sip:bob${LONG}@example.test;${LONG}=${LONG}>;tag=t${LONG}`,
          Via: [
            `${viaOf(place)};${LONG}=${LONG}`,
            ...Array.from(
              { length: 8 },
              (_, index) => `SIP/2.0/TCP hop${String(index)}.test;branch=z9hG4bK${LONG}`,
            ),
          ],
          [`X-${LONG}`]: LONG,
          Contact: `<sip:bob${LONG}@127.0.0.1>`,
        },
        body: sdp(),
      }),
  },
  {
    section: '4475 3.1.1.8',
    title: 'another request behind the end',
    asks: 'the rest of the datagram ignored',
    right: ['200'],
    request: (place) =>
      write(place, { method: 'OPTIONS' }) +
      write({ ...place, marker: `${place.marker}b` }, { method: 'INVITE', body: sdp() }),
  },
  {
    section: '4475 3.1.1.9',
    title: '; in the user part of a URI',
    asks: 'understood: 200',
    right: ['200'],
    request: (place) =>
      write(place, {
        method: 'OPTIONS',
        start: 'OPTIONS sip:alice;par=a%40example.net@example.test SIP/2.0',
        headers: { To: 'sip:alice@example.test', Contact: '<sip:bob;x=y%40z@127.0.0.1>' },
      }),
  },
  {
    section: '4475 3.1.1.10',
    title: 'known and unknown transports in Via',
    asks: 'understood: 200',
    right: ['200'],
    request: (place) =>
      write(place, {
        method: 'OPTIONS',
        headers: {
          Via: [
            viaOf(place),
            ...['SCTP', 'TLS', 'PIGEON', 'TCP'].map(
              (way) => `SIP/2.0/${way} ${way}.test;branch=z9hG4bK${way}`,
            ),
          ],
        },
      }),
  },
  {
    section: '4475 3.1.1.11',
    title: 'a body of several parts',
    asks: 'well-formed: taken, or 405 or 415',
    right: ['200', '202', '405', '415'],
    request: (place) =>
      write(place, {
        method: 'MESSAGE',
        headers: { 'Content-Type': 'multipart/mixed;boundary=part' },
        body: BODY_OF_PARTS,
      }),
  },
  {
    section: '4475 3.1.1.12',
    title: 'an unusual reason phrase',
    asks: 'a 200 like any other',
    right: ['established'],
    response: (invite) =>
      respond(invite, 'SIP/2.0 200 = 2**3 * 5**2 \u043f\u0440\u043e\u0441\u0442\u043e', { body: sdp() }),
  },
  {
    section: '4475 3.1.1.13',
    title: 'no reason phrase',
    asks: 'a 180 like any other',
    right: ['ringing'],
    response: (invite) => respond(invite, 'SIP/2.0 180 '),
  },
];
