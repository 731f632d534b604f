import { describe, expect, test } from 'vitest';
import { EndReasonView } from '../../../src-preload/contract/calls';
import { CertificateProblem } from '../../../src-preload/contract/lines';
import { phoneContract } from '../../../src-preload/contract/phone';
import { de } from '../../../src-renderer/text/de';
import { en } from '../../../src-renderer/text/en';
import {
  endSentence,
  failureSentence,
  technicalDetail,
  textFor,
  type Text,
} from '../../../src-renderer/text/text';

type EndKind = EndReasonView['kind'];

/** Every leaf with its path; functions are called with something for each parameter. */
function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
  return [];
}

const keysOf = (value: unknown, path = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
    : [path];

const whyOf = (kind: EndKind): EndReasonView => ({
  kind,
  by: 'them',
  status: 486,
  phrase: 'Busy Here',
  detail: 'a detail',
});

describe.each<[string, Text]>([
  ['de', de],
  ['en', en],
])('%s', (language, t) => {
  test('says something everywhere', () => {
    for (const [path, text] of leaves(t, '')) {
      if (!path.endsWith('.todo')) expect(text, path).not.toBe('');
      expect(text, path).not.toMatch(/undefined|\[object|TODO/);
    }
  });

  test('is found by its code', () => {
    expect(textFor(language as 'de' | 'en')).toBe(t);
  });

  test.each(Object.keys(en.endReasons) as EndKind[])(
    'a call that ended %s has one whole sentence',
    (kind) => {
      const { what, todo } = endSentence(t, whyOf(kind), 'Anna');
      expect(what).toMatch(/^.{5,}[.]$/u);
      expect(todo === '' || /[.]$/.test(todo)).toBe(true);
    },
  );

  test('a line that failed says what happened and what to do', () => {
    const common = {
      host: 'pbx.example.com',
      status: 403,
      phrase: 'Forbidden',
      detail: 'x',
      names: ['a.example'],
    };
    const kinds = Object.keys(en.registrationFailures).map((kind) => ({ kind, problem: 'expired' }));
    const problems = CertificateProblem.options.map((problem) => ({ kind: 'certificate', problem }));
    for (const each of [...kinds, ...problems]) {
      const why = { ...common, ...each };
      const sentence = failureSentence(t, why as Parameters<typeof failureSentence>[1], 'example.com');
      expect(sentence.what).toMatch(/[.]$/);
      expect(sentence.todo).toMatch(/[.]$/);
    }
  });

  test('every failure a command names can be told', () => {
    const named = Object.values(phoneContract)
      .flatMap((subject) => Object.values(subject) as object[])
      .flatMap((entry) => ('failures' in entry ? (entry.failures as string[]) : []));
    for (const failure of named) expect(t.failures).toHaveProperty(failure);
  });
});

test('German and English say the same things', () => {
  expect(keysOf(de)).toEqual(keysOf(en));
});

test('every end reason of the contract is among the sentences', () => {
  const kinds = EndReasonView.options.flatMap((option) => {
    const { kind } = option.entries;
    return kind.type === 'literal' ? [kind.literal] : kind.options;
  });
  expect(Object.keys(en.endReasons).sort()).toEqual([...kinds].sort());
});

test('the SIP answer stands under the details and nowhere else', () => {
  const why: EndReasonView = { kind: 'rejected', status: 488, phrase: 'Not Acceptable Here' };
  expect(technicalDetail(en, why)).toBe('SIP answer 488 · Not Acceptable Here');
  expect(endSentence(en, why, 'Anna').what).not.toContain('488');
  expect(technicalDetail(en, { kind: 'missed' })).toBeNull();
});
