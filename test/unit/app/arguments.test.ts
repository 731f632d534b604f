import { expect, test } from 'vitest';
import { parseArguments } from '../../../src-main/app/arguments';

test.each([
  [['offhook', '--import', 'lines.json'], '/home/ada/lines.json'],
  [['offhook', '--no-sandbox', '--import=/etc/lines.json', '--lang=de'], '/etc/lines.json'],
  [['offhook', '--import'], null],
  [['offhook', '--imported=x'], null],
  [['offhook'], null],
])('%j imports %j', (argv, importPath) => {
  expect(parseArguments(argv, '/home/ada')).toEqual({ importPath });
});
