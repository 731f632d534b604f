import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

interface Rules {
  readonly forbidden: readonly { readonly name: string }[];
  readonly options: Readonly<Record<string, unknown>>;
}

const ROOT = join(__dirname, '..', '..');
const rules = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')) as Rules;

/** One forbidden import each: the rule it must break, the file, what it imports. */
const VIOLATIONS = [
  ['base-alone', 'src-main/base/a.ts', '../phone/b'],
  ['base-alone', 'src-main/base/a.ts', 'node:fs'],
  ['base-alone', 'src-main/base/a.ts', 'valibot'],
  ['phone-pure', 'src-main/phone/call/a.ts', 'node:os'],
  ['phone-pure', 'src-main/phone/call/a.ts', 'electron'],
  ['phone-pure', 'src-main/phone/call/a.ts', 'sip.js'],
  ['phone-pure', 'src-main/phone/call/a.ts', '../../sip/b'],
  ['phone-pure', 'src-main/phone/call/a.ts', '../../../src-preload/contract/b'],
  ['plugs-separate', 'src-main/sip/a.ts', '../media/b'],
  ['plugs-separate', 'src-main/practice/a.ts', '../sip/b'],
  ['plugs-know-ports-only', 'src-main/sip/a.ts', '../../src-preload/contract/b'],
  ['plugs-know-ports-only', 'src-main/store/a.ts', '../ipc/b'],
  ['plugs-know-ports-only', 'src-main/media/a.ts', '../app/b'],
  ['ipc-between', 'src-main/ipc/a.ts', '../store/b'],
  ['ipc-between', 'src-main/ipc/a.ts', '../app/b'],
  ['app-and-entries-main-only', 'src-main/app/a.ts', '../../src-renderer/state/b'],
  ['app-and-entries-main-only', 'src-main/main.ts', '../src-preload/b'],
  ['nobody-imports-an-entry', 'src-main/app/a.ts', '../line'],
  ['contract-alone', 'src-preload/contract/a.ts', '../../src-main/phone/b'],
  ['contract-alone', 'src-preload/contract/a.ts', 'electron'],
  ['preload-contract-only', 'src-preload/phone.ts', '../src-main/phone/b'],
  ['preload-contract-only', 'src-preload/phone.ts', 'node:fs'],
  ['windows-contract-only', 'src-renderer/phone/a.ts', '../../src-main/phone/b'],
  ['windows-contract-only', 'src-renderer/phone/a.ts', '../../src-preload/b'],
  ['windows-contract-only', 'src-renderer/phone/a.ts', 'node:fs'],
  ['components-blind', 'src-renderer/components/a.ts', '../state/b'],
  ['components-blind', 'src-renderer/components/a.ts', '../views/b'],
  ['packages-of-src-main/sip', 'src-main/sip/a.ts', 'electron'],
  ['packages-of-src-main/sip', 'src-main/sip/a.ts', 'werift'],
  ['packages-of-src-main/media', 'src-main/media/a.ts', 'werift'],
  ['packages-of-src-main/media/loopback', 'src-main/media/loopback/a.ts', 'sip.js'],
  ['packages-of-src-main/store', 'src-main/store/a.ts', 'electron'],
  ['packages-of-src-main/os', 'src-main/os/a.ts', 'libsql'],
  ['packages-of-src-main/hid', 'src-main/hid/a.ts', 'sip.js'],
  ['packages-of-src-main/ipc', 'src-main/ipc/a.ts', 'sip.js'],
  ['packages-of-src-main/app', 'src-main/app/a.ts', 'libsql'],
  ['packages-of-src-main/main.ts', 'src-main/main.ts', 'werift'],
  ['packages-of-src-main/line.ts', 'src-main/line.ts', 'sip.js'],
  ['packages-of-src-main/practice.ts', 'src-main/practice.ts', 'sip.js'],
  ['packages-of-src-preload/contract', 'src-preload/contract/a.ts', 'sip.js'],
  ['packages-of-src-preload', 'src-preload/phone.ts', 'sip.js'],
  ['packages-of-src-renderer', 'src-renderer/phone/a.ts', 'electron'],
  ['packages-of-no-one-else', 'src-main/practice/a.ts', 'sip.js'],
  ['resolvable', 'src-main/app/a.ts', './nowhere'],
] as const;

/** What the architecture wants: none of these may break a rule. */
const ALLOWED = [
  ['src-main/phone/call/a.ts', '../../base/b'],
  ['src-main/sip/a.ts', '../phone/b'],
  ['src-main/sip/a.ts', 'sip.js'],
  ['src-main/sip/a.ts', 'node:dgram'],
  ['src-main/media/loopback/a.ts', 'werift'],
  ['src-main/store/a.ts', 'libsql'],
  ['src-main/ipc/a.ts', '../../src-preload/contract/b'],
  ['src-main/app/a.ts', '../sip/b'],
  ['src-main/line.ts', './media/b'],
  ['src-preload/phone.ts', './contract/b'],
  ['src-preload/contract/a.ts', 'valibot'],
  ['src-renderer/phone/a.ts', '../../src-preload/contract/b'],
  ['src-renderer/components/a.ts', 'bits-ui'],
] as const;

let tree: string;

function put(file: string, text: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), text);
}

const PACKAGES = ['electron', 'sip.js', 'werift', 'libsql', 'valibot', 'bits-ui'];
const FOLDERS = [
  'src-main/base',
  'src-main/phone',
  'src-main/sip',
  'src-main/media',
  'src-main/store',
  'src-main/ipc',
  'src-main/app',
  'src-preload',
  'src-preload/contract',
  'src-renderer/state',
  'src-renderer/views',
];

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'offhook-architecture-'));
  put('tsconfig.base.json', '{}');
  for (const folder of FOLDERS) put(`${folder}/b.ts`, 'export const b = 1;\n');
  put('src-main/line.ts', 'export const line = 1;\n');
  for (const name of PACKAGES) {
    put(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    put(`node_modules/${name}/index.js`, 'exports.it = 1;\n');
  }
});

afterEach(() => {
  rmSync(tree, { recursive: true, force: true });
});

async function brokenRules(): Promise<string[]> {
  const { forbidden, options } = rules;
  const result = await cruise(
    ['src-main', 'src-preload', 'src-renderer'],
    { ...options, baseDir: tree, validate: true, ruleSet: { forbidden: [...forbidden] } as never },
    { bustTheCache: true, ...(options['enhancedResolveOptions'] as object) },
  );
  const output = result.output as ICruiseResult;
  return output.summary.violations.map((violation) => violation.rule.name);
}

describe('a forbidden import breaks its rule', () => {
  test.each(VIOLATIONS)('%s: %s imports %s', async (rule, file, target) => {
    put(file, `import * as it from '${target}';\nexport const seen = it;\n`);
    expect(await brokenRules()).toContain(rule);
  });

  test('no-cycles', async () => {
    put('src-main/phone/one.ts', `import { two } from './two';\nexport const one = (): unknown => two;\n`);
    put('src-main/phone/two.ts', `import { one } from './one';\nexport const two = (): unknown => one;\n`);
    expect(await brokenRules()).toContain('no-cycles');
  });

  test('a type import counts too', async () => {
    put('src-main/phone/a.ts', `import type { it } from 'electron';\nexport type Seen = typeof it;\n`);
    expect(await brokenRules()).toContain('phone-pure');
  });

  test('every rule is proved here', () => {
    const proved = new Set<string>(['no-cycles', ...VIOLATIONS.map(([rule]) => rule)]);
    expect(rules.forbidden.map(({ name }) => name).filter((name) => !proved.has(name))).toEqual([]);
  });
});

test.each(ALLOWED)('%s may import %s', async (file, target) => {
  put(file, `import * as it from '${target}';\nexport const seen = it;\n`);
  expect(await brokenRules()).toEqual([]);
});
