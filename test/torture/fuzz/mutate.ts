import type { Dice } from './dice';

/** What parsers stumble over. */
const PIECES: readonly string[] = [
  ...[
    '\r\n',
    '\r\n\r\n',
    '\r',
    '\n',
    '\r\n ',
    '\t',
    '\0',
    ' ',
    '  ',
    ':',
    ';',
    ',',
    '=',
    '"',
    '\\',
    '<',
    '>',
  ],
  ...[
    '@',
    '%',
    '%00',
    '%zz',
    '[',
    ']',
    '[::1]',
    ':::',
    '*',
    '#',
    '?',
    '/',
    '(',
    ')',
    '{',
    '\u00fc',
    '\ufffd',
  ],
  ...['0', '-1', '65536', '2147483648', '4294967296', '99999999999999999999', '1e9', 'NaN', '0x10'],
  ...['tag=', ';tag=', 'branch=z9hG4bK', ';lr', ';received=', ';rport=', 'sip:', 'tel:', 'sips:', 'SIP/2.0'],
  ...[
    'INVITE',
    'ACK',
    'BYE',
    'CANCEL',
    'REGISTER',
    'PRACK',
    'UPDATE',
    'NOTIFY',
    'SUBSCRIBE',
    'REFER',
    'INFO',
  ],
  ...[
    'Require: x\r\n',
    'Content-Length: 5\r\n',
    'Record-Route: <sip:a;lr>\r\n',
    'Contact: *\r\n',
    'v: x\r\n',
  ],
  ...['Replaces: a;to-tag=b;from-tag=c\r\n', 'RSeq: 1\r\n', 'RAck: 1 1 INVITE\r\n', 'Session-Expires: 1\r\n'],
  ...['Refer-To: <sip:x@y>\r\n', 'Event: presence\r\n', 'Subscription-State: active\r\n', 'Expires: -5\r\n'],
  ...[
    'WWW-Authenticate: Digest realm="x", nonce="\r\n',
    'Proxy-Authenticate: Bearer\r\n',
    'Min-Expires: 0\r\n',
  ],
  'A'.repeat(1_000),
  ' '.repeat(2_000),
  '"'.repeat(300),
  '<'.repeat(300),
  ';a'.repeat(500),
  ','.repeat(1_000),
  'X: y\r\n'.repeat(150),
];

type Mutation = (bytes: Buffer, dice: Dice, others: readonly string[]) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  function flip(bytes, dice) {
    const changed = Buffer.from(bytes);
    for (let count = dice.below(6) + 1; count > 0; count--)
      changed[dice.below(bytes.length)] = dice.below(256);
    return changed;
  },
  function insert(bytes, dice) {
    const at = dice.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(dice.pick(PIECES)), bytes.subarray(at)]);
  },
  function replace(bytes, dice) {
    const at = dice.below(bytes.length);
    const behind = bytes.subarray(at + dice.below(20));
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(dice.pick(PIECES)), behind]);
  },
  function cut(bytes, dice) {
    const at = dice.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + dice.below(60))]);
  },
  function truncate(bytes, dice) {
    return bytes.subarray(0, dice.below(bytes.length) + 1);
  },
  function repeat(bytes, dice) {
    const at = dice.below(bytes.length);
    const piece = bytes.subarray(at, at + dice.below(100));
    return Buffer.concat([
      bytes.subarray(0, at),
      ...Array<Buffer>(dice.below(12) + 1).fill(piece),
      bytes.subarray(at),
    ]);
  },
  function shuffleLines(bytes, dice) {
    const lines = bytes.toString('latin1').split('\r\n');
    const from = dice.below(lines.length);
    const [line = ''] = lines.splice(from, 1);
    for (let copies = dice.below(3); copies > 0; copies--)
      lines.splice(dice.below(lines.length + 1), 0, line);
    return Buffer.from(lines.join('\r\n'), 'latin1');
  },
  function replaceNumber(bytes, dice) {
    const text = bytes.toString('latin1');
    const numbers = [...text.matchAll(/\d+/g)];
    if (numbers.length === 0) return bytes;
    const { index, 0: number } = dice.pick(numbers);
    const other = dice.pick(['', '0', '-1', '1', '70000', '4294967296', '9'.repeat(40), 'x']);
    return Buffer.from(text.slice(0, index) + other + text.slice(index + number.length), 'latin1');
  },
  function replaceValue(bytes, dice) {
    const lines = bytes.toString('latin1').split('\r\n');
    const at = dice.below(lines.length);
    lines[at] = `${lines[at]?.split(':')[0] ?? ''}: ${dice.pick(PIECES)}`;
    return Buffer.from(lines.join('\r\n'), 'latin1');
  },
  function splice(bytes, dice, others) {
    const other = Buffer.from(dice.pick(others));
    return Buffer.concat([
      bytes.subarray(0, dice.below(bytes.length)),
      other.subarray(dice.below(other.length)),
    ]);
  },
];

/** One of `templates`, changed in one to four ways; now and then not at all. */
export function mutated(templates: readonly string[], dice: Dice): Buffer {
  let bytes = Buffer.from(dice.pick(templates));
  for (let changes = dice.below(5); changes > 0 && bytes.length > 0; changes--)
    bytes = Buffer.from(dice.pick(MUTATIONS)(bytes, dice, templates));
  return bytes;
}
