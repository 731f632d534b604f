import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WITHHELD } from '../../../src-main/phone/call/party';
import { partyOf } from '../../../src-main/sip/call/party';
import { alertClass, asksForAnswer } from '../../../src-main/sip/identity/alert';
import { assertedParty, shownParty } from '../../../src-main/sip/identity/asserted';
import { withoutAssertions } from '../../../src-main/sip/identity/assertions';
import { withoutOwnName } from '../../../src-main/sip/identity/discretion';
import { diversionOf } from '../../../src-main/sip/identity/diversion';
import { parseOutgoing } from '../../../src-main/sip/message/outgoing';
import { textOf } from '../../../src-main/sip/message/message';

/** Headers by name in lower case, as sip.js hands them out. */
const message = (headers: Readonly<Record<string, readonly string[]>>) => ({
  getHeaders: (name: string): string[] => [...(headers[name.toLowerCase()] ?? [])],
});
const address = (user: string, displayName?: string, host = 'pbx.test') => ({
  displayName,
  uri: { scheme: 'sip', user, host, port: undefined },
});
const pai = (...values: string[]) => message({ 'p-asserted-identity': values });
const rpid = (value: string) => message({ 'remote-party-id': [value] });

describe('who is there, as the exchange says', () => {
  const bob = { uri: 'sip:bob@pbx.test', name: 'Bob', number: 'bob@pbx.test' };
  test.each([
    ['nothing', message({}), null],
    ['an address', pai('"Bob" <sip:bob@pbx.test>'), bob],
    [
      'address and number in one',
      pai('"Bob" <sip:bob@pbx.test>, <tel:+4930123>'),
      { ...bob, number: '+4930123' },
    ],
    ['in two', pai('<tel:+4930123>', '"Bob" <sip:bob@pbx.test>'), { ...bob, number: '+4930123' }],
    ['a number', pai('<tel:+4930123>'), { uri: 'tel:+4930123', name: null, number: '+4930123' }],
    ['a name with a comma', pai('"Bob, the <one>" <sip:bob@pbx.test>'), { ...bob, name: 'Bob, the <one>' }],
    [
      'a bare name',
      pai('Jürgen Groß <sip:10@pbx.test>'),
      { uri: 'sip:10@pbx.test', name: 'Jürgen Groß', number: '10' },
    ],
    ['something unreadable', pai('<<<>', ';;;', ''), null],
    ['a value too long', pai(`"${'x'.repeat(2_000)}" <sip:bob@pbx.test>`), null],
    ['nobody', pai('<sip:anonymous@anonymous.invalid>'), null],
    ['private', message({ 'p-asserted-identity': ['<sip:bob@pbx.test>'], privacy: ['id;critical'] }), null],
    ['not private', message({ 'p-asserted-identity': ['"Bob" <sip:bob@pbx.test>'], privacy: ['none'] }), bob],
    ['Remote-Party-ID', rpid('"Bob" <sip:bob@pbx.test>;party=calling;screen=yes;privacy=off'), bob],
    ['its privacy', rpid('"Bob" <sip:bob@pbx.test>;party=calling;privacy="full"'), null],
    ['its privacy of the name', rpid('"Bob" <sip:bob@pbx.test>;privacy=name'), { ...bob, name: null }],
  ])('%s', (_what, said, party) => {
    expect(assertedParty(said)).toEqual(party);
  });

  test('counts more than what the caller says; a name is his own where the number agrees', () => {
    expect(shownParty(pai('<sip:20@pbx.test>'), address('10', 'Boss'))).toMatchObject({
      name: null,
      number: '20',
    });
    expect(shownParty(pai('<sip:10@pbx.test>'), address('10', 'Boss'))).toMatchObject({
      name: 'Boss',
      number: '10',
    });
    expect(shownParty(message({}), address('10', 'Boss'))).toMatchObject({ name: 'Boss', number: '10' });
  });

  test.each([
    address('anonymous', 'Anonymous', 'anonymous.invalid'),
    address('Anonymous', undefined, 'provider.test'),
    address('unavailable', undefined, 'unknown.invalid'),
    address('', 'x', 'anonymous.invalid'),
  ])('who does not want to be known gets no address: %j', (nobody) => {
    expect(partyOf(nobody)).toEqual(WITHHELD);
  });
});

describe('who was called first', () => {
  const diversion = (...values: string[]) => message({ diversion: values });
  const history = (...values: string[]) => message({ 'history-info': values });
  const reception = (reason: string) => ({
    party: { uri: 'sip:10@pbx.test', name: 'Reception', number: '10' },
    reason,
  });
  const named = '"Reception" <sip:10@pbx.test>';
  test.each([
    ['nobody else', message({}), null],
    ['busy', diversion(`${named};reason=user-busy;counter=1`), reception('busy')],
    [
      'the oldest stands last',
      diversion('<sip:11@pbx.test>;reason=no-answer', `${named};reason=unconditional`),
      reception('always'),
    ],
    [
      'a list',
      diversion(`<sip:11@pbx.test>;reason=away, ${named};reason="Do-Not-Disturb"`),
      reception('busy'),
    ],
    ['no reason we know', diversion(`${named};reason=whim`), reception('unknown')],
    ['who wants no name', diversion(`${named};reason=user-busy;privacy=full`), null],
    ['ourselves', diversion('<sip:Alice@pbx.test>;reason=user-busy'), null],
    [
      'History-Info with a Reason (RFC 7044)',
      history(
        '"Reception" <sip:10@pbx.test?Reason=SIP%3Bcause%3D486%3Btext%3D%22Busy%22>;index=1',
        '<sip:alice@pbx.test>;index=1.1;mp=1',
      ),
      reception('busy'),
    ],
    [
      'History-Info with a cause (RFC 4458)',
      history(`${named};index=1, <sip:alice@pbx.test;cause=408>;index=1.1;mp=1`),
      reception('no-answer'),
    ],
    [
      'an address and its contact',
      history('<sip:10@pbx.test>;index=1', '<sip:10@192.0.2.1>;index=1.1;rc=1'),
      null,
    ],
    [
      'a private entry',
      history('<sip:10@pbx.test?Privacy=history>;index=1', '<sip:alice@pbx.test>;index=1.1'),
      null,
    ],
    ['nonsense', history('<>', '@@@', '<sip:%zz@[::>;index=1'), null],
  ])('%s', (_what, said, wanted) => {
    expect(diversionOf(said, 'alice')).toEqual(wanted);
  });

  test('of a list without end only the beginning is looked at', () => {
    const endless = diversion(
      Array.from({ length: 5_000 }, (_, index) => `<sip:${String(index)}@x.test>`).join(','),
    );
    expect(diversionOf(endless, 'alice')?.party.number).toBe('19');
  });
});

describe('how it rings, and whether it wants to be answered by itself', () => {
  test.each([
    ['<urn:alert:source:internal>', 'internal'],
    ['<urn:alert:source:external>', 'external'],
    ['<urn:alert:source:internal>, <urn:alert:priority:high>', 'priority'],
    ['<http://pbx.test/ring.wav>;info=alert-internal', 'internal'],
    ['info=alert-external', 'external'],
    ['<http://127.0.0.1>;info=alert-group;x-line-id=0', 'group'],
    ['Bellcore-dr2', 'external'],
    ['<Bellcore-dr3>', 'priority'],
    ['<http://evil.test/bellcore.wav>', null],
    ['', null],
  ])('Alert-Info: %s', (value, wanted) => {
    expect(alertClass(message({ 'alert-info': [value] }))).toBe(wanted);
  });

  test.each([
    ['call-info', '<sip:pbx.test>;answer-after=0', true],
    ['call-info', '<sip:pbx.test>; answer-after = "0"', true],
    ['call-info', '<sip:pbx.test>;answer-after=5', false],
    ['call-info', '<sip:pbx.test>;answer-after=05', false],
    ['alert-info', '<http://127.0.0.1>;info=alert-autoanswer;delay=0', true],
    ['alert-info', 'Ring Answer', true],
    ['alert-info', '<urn:alert:source:internal>', false],
    ['answer-mode', 'Auto', true],
    ['answer-mode', 'Manual', false],
    ['priv-answer-mode', 'Auto;require', true],
  ])('%s: %s', (name, value, wanted) => {
    expect(asksForAnswer(message({ [name]: [value] }))).toBe(wanted);
  });
});

test('whatever a header holds, nothing throws, hangs or gets through unclean', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '<sip:',
      '@',
      '>',
      '"',
      ';',
      ',',
      '=',
      'reason',
      'cause=',
      '?Reason=',
      '%3B',
      'tel:',
      ' ',
      '\\',
      'answer-after',
    ),
  );
  const value = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 4 }), (values) => {
      const hostile = { getHeaders: () => values };
      const parties = [assertedParty(hostile), diversionOf(hostile, 'alice')?.party];
      for (const party of parties)
        expect(`${party?.name ?? ''}${party?.number ?? ''}${party?.uri ?? ''}`).not.toMatch(
          /[\p{Cc}\p{Cf}]/u,
        );
      alertClass(hostile);
      asksForAnswer(hostile);
    }),
    { numRuns: 40 },
  );
});

describe('what is taken out', () => {
  test('of what strangers claim', () => {
    const text =
      'INVITE sip:a@b SIP/2.0\r\nFrom: <sip:x@y>\r\nP-Asserted-Identity: <sip:1@y>\r\nCall-Info: <x:>;answer-after=0\r\n\r\n';
    const left = withoutAssertions(parseOutgoing(text));
    expect(left.headers.map(({ name }) => name)).toEqual(['from']);
  });

  const hidden = (start: string, own: string, contact = 'sip:alice@192.0.2.1:5060;transport=udp'): string =>
    textOf(
      withoutOwnName(
        parseOutgoing(
          `${start}\r\n${own}: "Ali<ce" <sip:anonymous@anonymous.invalid>;tag=1\r\nContact: <${contact}>\r\n\r\n`,
        ),
        '192.0.2.1:5060;transport=udp',
      ),
    );
  test('of a call in which we do not want to be known', () => {
    expect(hidden('BYE sip:b@c SIP/2.0', 'From')).toMatch(
      /From: "Anonymous" <sip:anonymous@anonymous\.invalid>;tag=1\r\nContact: <sip:anonymous@192\.0\.2\.1:5060;transport=udp>/,
    );
    expect(hidden('SIP/2.0 200 OK', 'To')).toMatch(/To: "Ali<ce" [\s\S]*<sip:anonymous@192/);
    expect(hidden('INVITE sip:b@c SIP/2.0', 'From', 'sip:alice@home.test;gr=urn:uuid:1')).toContain(
      'Contact: <sip:anonymous@192.0.2.1:5060;transport=udp>\r\n',
    );
    // An anonymous caller's From is no reason to hide ourselves.
    expect(hidden('SIP/2.0 200 OK', 'From')).toContain('<sip:alice@192');
  });
});
