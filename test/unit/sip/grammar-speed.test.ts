import { Grammar } from 'sip.js/lib/core/index.js';
import { expect, test } from 'vitest';
import { decodeGrammarOnce } from '../../../src-main/sip/grammar-speed';

const HEADERS: readonly (readonly [string, string])[] = [
  ['INVITE sip:a@b SIP/2.0', 'Request_Response'],
  ['SIP/2.0/UDP 1.2.3.4:5060;branch=z9hG4bKx;rport', 'Via'],
  ['"Bob" <sip:bob@x.y>;tag=1', 'From'],
  ['1 INVITE', 'CSeq'],
  ['<sip:a@b:5;transport=udp>', 'Contact'],
  ['Digest realm="a", nonce="b", qop="auth"', 'WWW_Authenticate'],
  ['broken"', 'From'],
  ['', 'token'],
];

test('the grammar reads the same with its byte code decoded once, and strings split as ever', () => {
  const readAll = (): string[] => HEADERS.map(([text, rule]) => JSON.stringify(Grammar.parse(text, rule)));
  const before = readAll();
  decodeGrammarOnce();
  decodeGrammarOnce();
  expect(readAll()).toEqual(before);
  expect('2 ""6 7!'.split('').map((character) => character)).toEqual([
    '2',
    ' ',
    '"',
    '"',
    '6',
    ' ',
    '7',
    '!',
  ]);
  expect('a,b'.split(',', 1)).toEqual(['a']);
});
