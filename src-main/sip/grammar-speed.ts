import { Grammar, LoggerFactory, Parser } from 'sip.js/lib/core/index.js';

type Split = (this: string, separator: string, limit?: number) => string[];

/** `asleep` outside a parse, `learning` in the first one. */
let mode: 'untouched' | 'asleep' | 'learning' | 'knowing' = 'untouched';

/**
 * sip.js' generated grammar decodes its 231 byte-code strings anew for every header: four fifths of the time a
 * message takes. The decoding is `s.split('').map(…)`, and the byte code is only read. So while the grammar runs
 * (synchronously), and only then, those very strings split into arrays that hand out what was decoded the first
 * time. Installed once and switched by a flag: changing the prototype to and fro would cost more than it gains.
 */
export function decodeGrammarOnce(): void {
  if (mode !== 'untouched') return;
  const strings = String.prototype as unknown as { split: Split };
  const { split } = strings;
  const decoded = new Map<string, string[]>();
  strings.split = function (separator, limit) {
    if (mode === 'asleep' || separator !== '') return split.call(this, separator, limit);
    const known = decoded.get(this);
    if (known || mode === 'knowing') return known ?? split.call(this, separator, limit);
    return learn(decoded, this, split.call(this, separator, limit));
  };
  const parse = Grammar.parse.bind(Grammar) as (input: string, rule: string) => unknown;
  const during = (work: typeof mode, input: string, rule: string): unknown => {
    mode = work;
    try {
      return parse(input, rule);
    } finally {
      mode = 'asleep';
    }
  };
  // Nothing is no token: all that happens in this parse is the decoding.
  during('learning', '', 'token');
  Object.assign(Grammar, { parse: (input: string, rule: string) => during('knowing', input, rule) });
}

function learn(decoded: Map<string, string[]>, text: string, characters: string[]): string[] {
  const mapped = characters.map((character) => character.charCodeAt(0) - 32);
  decoded.set(text, Object.assign(characters, { map: () => mapped }));
  return characters;
}

/** Any INVITE as it comes from an exchange. */
const SAMPLE = [
  'INVITE sip:a@example.com SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport',
  'Record-Route: <sip:192.0.2.1;lr>',
  'From: "A" <sip:b@example.com>;tag=1',
  'To: <sip:a@example.com>',
  'Call-ID: 1',
  'CSeq: 1 INVITE',
  'Contact: <sip:b@192.0.2.1:5060;transport=udp>',
  'Max-Forwards: 70',
  'Content-Type: application/sdp',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');

/** Lets the compiler see what a call will run, while nobody waits: the first INVITE otherwise takes ten times longer. */
export function warmGrammar(): void {
  const loggers = new LoggerFactory();
  loggers.builtinEnabled = false;
  for (let round = 0; round < 5; round++) Parser.parseMessage(SAMPLE, loggers.getLogger('sip.parser'));
}
