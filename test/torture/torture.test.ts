import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Alice } from '../ladder/support/alice';
import { FarEnd } from '../ladder/support/far-end';
import { INVALID } from './messages/invalid';
import { IPV6 } from './messages/ipv6';
import { SEMANTICS } from './messages/semantics';
import { VALID } from './messages/valid';
import { play } from './support/play';

const CATEGORIES = [...VALID, ...INVALID, ...SEMANTICS, ...IPV6];

describe('torture (RFC 4475, RFC 5118)', () => {
  let alice: Alice;
  let bob: FarEnd;
  const rows: string[] = [];
  let logged: string[] = [];

  beforeAll(async () => {
    bob = await FarEnd.open();
    alice = new Alice({ port: bob.port, log: (_level, text) => logged.push(text) });
    await alice.registered();
  });

  afterAll(async () => {
    await alice.signalling.close();
    bob.close();
    process.stdout.write(`\n${rows.join('\n')}\n`);
  });

  test('all 61 categories are there', () => {
    expect(CATEGORIES).toHaveLength(61);
  });

  test.each(CATEGORIES.map((category, index) => ({ ...category, index })))(
    '$section $title: $asks',
    async ({ index, ...category }) => {
      logged = [];
      const outcome = await play(alice, bob, category, `m${String(index)}x`);
      const right = category.right.includes(outcome);
      const { section, title, asks } = category;
      rows.push(
        `${right ? '✓' : '✗'} ${section.padEnd(13)} ${title.padEnd(58)} ${asks.padEnd(50)} ${outcome}`,
      );
      expect(category.right).toContain(outcome);
      expect(logged).toEqual([]);
    },
  );
});
