import { defineConfig } from 'playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: 'tour.ts',
  outputDir: '../../out/tour/trace',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: './reporter.ts',
});
