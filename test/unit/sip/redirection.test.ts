import { URI } from 'sip.js/lib/core/index.js';
import { describe, expect, test } from 'vitest';
import { Redirection, type RedirectionOptions } from '../../../src-main/sip/call/redirection';

function redirection(changes: Partial<RedirectionOptions> = {}): Redirection {
  return new Redirection({
    redirects: 'same-domain',
    domain: 'example.test',
    ownHosts: ['example.test', 'sip.example.test', '192.0.2.1'],
    encrypted: false,
    first: new URI('sip', 'bob', 'example.test'),
    ...changes,
  });
}

function all(hunt: Redirection): string[] {
  const uri = hunt.next();
  return uri ? [uri.toString(), ...all(hunt)] : [];
}

function after(
  contacts: readonly string[],
  changes: Partial<RedirectionOptions> = {},
  status = 302,
): string[] {
  const hunt = redirection(changes);
  hunt.redirected(status, contacts);
  return all(hunt);
}

describe('whom a 3xx sends us to (RFC 3261 §8.1.3.4)', () => {
  test('in order of q, those alike as they came', () => {
    const contacts = [
      '<sip:a@example.test>;q=0.2, "C, D" <sip:c@example.test>',
      'sip:d@example.test;q=0.5',
      '<sip:e@example.test> ; q=1.0',
    ];
    expect(after(contacts)).toEqual([
      'sip:c@example.test',
      'sip:e@example.test',
      'sip:d@example.test',
      'sip:a@example.test',
    ]);
  });

  test.each([
    [
      'follow',
      [
        'sip:carol@elsewhere.test',
        'sip:carol@sip.example.test',
        'sip:carol@192.0.2.1:5070',
        'sip:030@example.test;user=phone',
      ],
    ],
    [
      'same-domain',
      ['sip:carol@sip.example.test', 'sip:carol@192.0.2.1:5070', 'sip:030@example.test;user=phone'],
    ],
    ['refuse', []],
  ] as const)('as the line allows: %s', (redirects, called) => {
    const contacts = [
      '<sip:carol@elsewhere.test>, <sip:carol@SIP.example.test;maddr=203.0.113.9?Replaces=x>',
      '<sip:carol@192.0.2.1:5070>, <tel:030>',
    ];
    expect(after(contacts, { redirects })).toEqual(called);
  });

  test.each([
    ['mailto:carol@example.test'],
    ['<https://example.test/carol>'],
    ['<urn:service:sos>'],
    ['*'],
    ['<sip:>'],
    [''],
    ['<sip:carol@example.test'.repeat(100)],
  ])('%s is nobody to call', (contact) => {
    expect(after([contact], { redirects: 'follow' })).toEqual([]);
  });

  test('sips: only where the line is encrypted, and from sips: never back', () => {
    const contacts = ['<sips:carol@example.test>, <sip:dave@example.test>'];
    expect(after(contacts)).toEqual(['sip:dave@example.test']);
    expect(after(contacts, { encrypted: true })).toEqual([
      'sips:carol@example.test',
      'sip:dave@example.test',
    ]);
    const first = new URI('sips', 'bob', 'example.test');
    expect(after(contacts, { encrypted: true, first })).toEqual(['sips:carol@example.test']);
  });

  test.each([305, 380])('%i names nobody to call instead', (status) => {
    expect(after(['<sip:carol@example.test>'], {}, status)).toEqual([]);
  });

  test('nobody is called twice, the first one included', () => {
    const hunt = redirection();
    hunt.redirected(302, ['<sip:bob@EXAMPLE.test>, <sip:a@example.test>, <sip:a@example.test;x=y>']);
    hunt.redirected(302, ['<sip:a@example.test>, <sip:b@example.test>']);
    expect(all(hunt)).toEqual(['sip:b@example.test', 'sip:a@example.test']);
  });

  test('five redirections and ten targets are enough', () => {
    const deep = redirection();
    const hops = Array.from({ length: 8 }, (_, hop) => {
      deep.redirected(302, [`<sip:${String(hop)}@example.test>`]);
      return deep.next() !== null;
    });
    expect(hops).toEqual([true, true, true, true, true, false, false, false]);
    const wide = Array.from({ length: 50 }, (_, target) => `<sip:${String(target)}@example.test>`);
    expect(after(wide)).toHaveLength(10);
  });
});
