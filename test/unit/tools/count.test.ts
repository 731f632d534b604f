import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { playwrightCount, sum, summary, vitestCount } from '../../../tools/test/count.mjs';

const folder = mkdtempSync(join(tmpdir(), 'offhook-count-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function report(content: unknown): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const vitest = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: [] };

test('the runners’ reports are counted', () => {
  expect(vitestCount(report(vitest), 1)).toEqual({ passed: 3, failed: 1, skipped: 3 });
  const stats = { expected: 4, flaky: 1, unexpected: 2, skipped: 1 };
  expect(playwrightCount(report({ stats }), 1)).toEqual({ passed: 5, failed: 2, skipped: 1 });
});

test('a test file that could not be loaded has failed', () => {
  const testResults = [{ status: 'failed', assertionResults: [] }];
  const count = vitestCount(report({ ...vitest, numFailedTests: 0, testResults }), 1);
  expect(count.failed).toBe(1);
});

test('a runner that ended badly has failed, whatever its report says', () => {
  expect(vitestCount(report({ ...vitest, numFailedTests: 0 }), 1).failed).toBe(1);
  expect(vitestCount(join(folder, 'never-written.json'), 0).failed).toBe(1);
});

test('the last line speaks of skipped tests only when there are some', () => {
  const total = sum([
    { passed: 2, failed: 0, skipped: 0 },
    { passed: 1, failed: 1, skipped: 0 },
  ]);
  expect(summary(total)).toBe('3 passed, 1 failed');
  expect(summary({ passed: 3, failed: 0, skipped: 2 })).toBe('3 passed, 0 failed, 2 skipped');
});
