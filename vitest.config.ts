import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Unit tests take milliseconds; ladders run two user agents over loopback; peers are other programs. */
const SUITES = [
  { name: 'unit', timeoutMs: 5_000 },
  { name: 'architecture', timeoutMs: 60_000 },
  { name: 'ladder', timeoutMs: 20_000 },
  { name: 'torture', timeoutMs: 30_000 },
  { name: 'peer', timeoutMs: 60_000 },
  // Minutes of waiting for timers of others; run beside everything else.
  { name: 'long', timeoutMs: 300_000 },
  { name: 'vm', timeoutMs: 20_000 },
];

/** Tests of what runs in windows: runes work as in a browser there. */
const WINDOW_TESTS = ['test/unit/**/*.svelte.test.ts', 'test/unit/{renderer,src-renderer}/**/*.test.ts'];

const common = (timeoutMs: number) => ({
  environment: 'node',
  testTimeout: timeoutMs,
  hookTimeout: Math.max(timeoutMs, 20_000),
  unstubGlobals: true,
  restoreMocks: true,
});

export default defineConfig({
  test: {
    projects: [
      ...SUITES.map(({ name, timeoutMs }) => ({
        test: {
          ...common(timeoutMs),
          name,
          include: [`test/${name}/**/*.test.ts`],
          exclude: WINDOW_TESTS,
          // Peers share the machine's sound and time: one after the other.
          fileParallelism: name !== 'peer',
        },
      })),
      {
        plugins: [svelte({ configFile: 'svelte.config.mjs' })],
        resolve: { conditions: ['browser'] },
        test: {
          ...common(5_000),
          name: 'unit-windows',
          include: WINDOW_TESTS,
          testTransformMode: { web: ['**/*'] },
          server: { deps: { inline: [/svelte/] } },
        },
      },
    ],
  },
});
