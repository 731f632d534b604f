import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shownTarget } from '../../../../src-main/phone/dialing/preview';
import { parseTarget } from '../../../../src-main/phone/dialing/target';

const HOME = 'fritz.box';

function uri(typed: string, domain = HOME): string {
  const target = parseTarget(typed, domain);
  return target.ok ? target.value.uri : target.error.kind;
}

describe('numbers', () => {
  test.each([
    ['0221 / 123-45.67', 'sip:02211234567@fritz.box'],
    ['(0221) 1234567', 'sip:02211234567@fritz.box'],
    ['+49 (0) 221 123', 'sip:+49221123@fritz.box'],
    ['+49 [221] 123', 'sip:+49221123@fritz.box'],
    ['(+49) 221 123', 'sip:+49221123@fritz.box'],
    ['0049 (0)221 123', 'sip:0049221123@fritz.box'],
    ['0221–123', 'sip:0221123@fritz.box'],
    ['\u202a+49\u00a0221\u200b123\u202c', 'sip:+49221123@fritz.box'],
    ['０２２１', 'sip:0221@fritz.box'],
    ['  600\n', 'sip:600@fritz.box'],
    ['**1', 'sip:**1@fritz.box'],
    ['*31#0221', 'sip:*31%230221@fritz.box'],
    ['tel:+49-221-123;ext=5', 'sip:+49221123@fritz.box'],
    ['tel:%2B49221123', 'sip:+49221123@fritz.box'],
    ['TEL://0221123', 'sip:0221123@fritz.box'],
    ['tel:110?subject=x', 'sip:110@fritz.box'],
    ['callto:+49%20221%20123', 'sip:+49221123@fritz.box'],
    ['callto://0221123', 'sip:0221123@fritz.box'],
    ['sip:600', 'sip:600@fritz.box'],
  ])('%j → %s', (typed, expected) => {
    expect(uri(typed)).toBe(expected);
  });

  test.each(['110', '112', '911', '1-1-2', 'tel:112', ' 999 '])('%j is an emergency, untouched', (typed) => {
    const target = parseTarget(typed, HOME);
    expect(target).toMatchObject({ ok: true, value: { emergency: true } });
    expect(uri(typed)).toBe(`sip:${typed.replace(/\D/g, '')}@fritz.box`);
  });
});

describe('addresses and names', () => {
  test.each([
    ['alice', 'sip:alice@fritz.box'],
    ['john.doe-2', 'sip:john.doe-2@fritz.box'],
    ['müller', 'sip:m%C3%BCller@fritz.box'],
    ['alice@Example.COM', 'sip:alice@example.com'],
    ['sip:alice@example.com:5080', 'sip:alice@example.com:5080'],
    ['sips:alice@example.com', 'sips:alice@example.com'],
    ['sips:600', 'sips:600@fritz.box'],
    ['sip:alice:secret@example.com', 'sip:alice@example.com'],
    ['sip:a@b.de;maddr=1.2.3.4;method=BYE?Replaces=x%40y', 'sip:a@b.de'],
    ['sip:+49221;phone-context=x@b.de;user=phone', 'sip:+49221@b.de'],
    ['bob@[2001:DB8::1]:5070', 'sip:bob@[2001:db8::1]:5070'],
    ['192.168.178.20', 'sip:192.168.178.20'],
    ['0221-123@example.com', 'sip:0221-123@example.com'],
    ['#99@example.com', 'sip:%2399@example.com'],
  ])('%j → %s', (typed, expected) => {
    expect(uri(typed)).toBe(expected);
  });

  test('an IPv6 domain gets its brackets', () => {
    expect(uri('600', '::1')).toBe('sip:600@[::1]');
  });
});

describe('what cannot be dialled', () => {
  test.each([
    ...['alice\r\nRoute: <sip:evil>', '600\n601', 'a\u0000b', 'sip:a%0d%0ab@c.de', 'tel:1%0A2'],
    ...[
      'two words',
      '0800 FLOWERS',
      '0221,,5',
      '0221;5',
      '"x" <sip:a@b.de>',
      'a@',
      '@b.de',
      'a@b c',
      'a@b@c d',
    ],
    ...['sip:', 'tel:', 'tel:alice', 'sip:%zz@b.de', 'a@-b-', 'a@b.de:0', 'a@b.de:99999', '+', '49+221'],
    ...['http://x.de', 'javascript:alert(1)', '1'.repeat(65), 'x'.repeat(600)],
  ])('%j', (typed) => {
    expect(uri(typed)).toBe('not-dialable');
  });

  test.each(['', '  ', '\u200b'])('%j is empty', (typed) => {
    expect(uri(typed)).toBe('empty');
  });
});

const typed = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(...Array.from('+*#0123456789 ()/.-[]@:;?%abcö\r\n\t\u200b\ufe0f<>"')),
    maxLength: 30,
  }),
  fc
    .tuple(
      fc.constantFrom('tel:', 'sip:', 'sips:', 'callto:', 'sip://', ''),
      fc.string({
        unit: fc.constantFrom(...Array.from('+*#01239 ()-.%40AaéÅ１@:;?&=\u0301')),
        maxLength: 24,
      }),
      fc.constantFrom('', '@fritz.box', '@other.example', '@[::1]:5070', '@10.0.0.1'),
    )
    .map((parts) => parts.join('')),
);

test('nothing but plain ASCII without space ever comes out', () => {
  fc.assert(
    fc.property(typed, (text) => {
      const target = parseTarget(text, HOME);
      if (target.ok) expect(target.value.uri).toMatch(/^sips?:[\x21-\x7e]+$/);
      if (target.ok) expect(target.value.uri).not.toMatch(/[<>";?\\]/);
    }),
    { numRuns: 3_000 },
  );
});

test('what is shown, typed again, and the URI, clicked, both mean the same', () => {
  fc.assert(
    fc.property(typed, (text) => {
      const target = parseTarget(text, HOME);
      if (!target.ok) return;
      expect(uri(shownTarget(target.value))).toBe(target.value.uri);
      expect(uri(target.value.uri)).toBe(target.value.uri);
    }),
    { numRuns: 3_000 },
  );
});
