import { describe, expect, test } from 'vitest';
import { fuzz } from './fuzz/run';
import { SCENARIOS } from './fuzz/scenarios';

/** `npm run fuzz` asks for many more. */
const LARGE = process.env['OFFHOOK_FUZZ_MESSAGES'];
const MESSAGES = Number(LARGE ?? 4_000);
const SEED = Number(process.env['OFFHOOK_FUZZ_SEED'] ?? 20_270_302);
/** Other tests run beside the small one: only the large one may be held to the aim. */
const LONGEST_BLOCK_MS = LARGE === undefined ? 1_000 : 100;
const MOST_GROWTH = 50 * 2 ** 20;

describe(`fuzzing, seed ${String(SEED)}`, () => {
  const scenarios = Object.entries(SCENARIOS);
  const each = Math.ceil(MESSAGES / scenarios.length);

  test.each(scenarios)(
    '%s',
    async (name, scenario) => {
      const { messages, caught, longestBlockMs, growth, tookMs } = await fuzz(scenario, each, SEED);
      const lost = [...caught.values()].reduce((sum, count) => sum + count, 0);
      process.stdout.write(
        `fuzz ${name.padEnd(17)} ${String(messages)} messages in ${(tookMs / 1_000).toFixed(1)} s, ` +
          `${String(lost)} thrown and caught, longest block ${longestBlockMs.toFixed(0)} ms, ` +
          `heap ${(growth / 2 ** 20).toFixed(1)} MB more\n`,
      );
      for (const [what, count] of caught) process.stdout.write(`     ${String(count)} × ${what}\n`);
      expect(longestBlockMs).toBeLessThan(LONGEST_BLOCK_MS);
      expect(growth).toBeLessThan(MOST_GROWTH);
    },
    // A fiftieth of what the slowest machine managed: hanging is what must be noticed.
    30_000 + each * 20,
  );
});
