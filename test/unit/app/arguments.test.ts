import { expect, test } from 'vitest';
import { checkedArguments, parseArguments } from '../../../src-main/app/arguments';

test.each([
  [['offhook', '--import', 'lines.json'], '/home/ada/lines.json'],
  [['offhook', '--no-sandbox', '--import=/etc/lines.json', '--lang=de'], '/etc/lines.json'],
  [['offhook', '--import'], null],
  [['offhook', '--imported=x'], null],
  [['offhook'], null],
])('%j imports %j', (argv, importPath) => {
  expect(parseArguments(argv, '/home/ada')).toMatchObject({ importPath });
});

test.each([
  [['offhook', 'tel:+49221123'], 'tel:+49221123'],
  [['offhook', '--no-sandbox', 'SIP:bob@example.com', 'x'], 'SIP:bob@example.com'],
  [['offhook', 'telephone'], null],
  [['offhook', 'https://example.com/?tel:1'], null],
  [['offhook', `tel:${'1'.repeat(600)}`], null],
])('%j links to %j', (argv, link) => {
  expect(parseArguments(argv, '/home/ada').link).toBe(link);
});

test.each([[null], [{ importPath: '/a' }], [{ importPath: null, link: 7 }]])(
  'another version handed over %j: nothing is asked',
  (handed) => {
    expect(checkedArguments(handed)).toEqual({ importPath: null, link: null });
  },
);
