import { defineConfig } from 'playwright/test';

/** The real app, one test at a time: each needs the machine's sound and a window in front. */
export default defineConfig({
  testDir: '.',
  outputDir: '../../out/test/e2e',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: process.env['CI'] === 'true',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  projects: [
    { name: 'e2e', testIgnore: 'packaged.spec.ts' },
    { name: 'packaged', testMatch: 'packaged.spec.ts' },
  ],
});
