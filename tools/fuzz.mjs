/**
 * `npm run fuzz`: mutated messages into the SIP stack and packets into calls, 200,000 each unless `OFFHOOK_FUZZ_MESSAGES` says otherwise.
 * `OFFHOOK_FUZZ_SEED` repeats a run.
 */
import { join } from 'node:path';
import { main, run } from './setup/command.mjs';
import { checkNode, ensureDependencies } from './setup/dependencies.mjs';
import { ROOT } from './setup/paths.mjs';

await main(async () => {
  checkNode();
  await ensureDependencies();
  const env = { OFFHOOK_FUZZ_MESSAGES: '200000', ...process.env };
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  return run(
    process.execPath,
    [vitest, 'run', 'test/torture/fuzz.test.ts', 'test/torture/media-fuzz.test.ts'],
    { cwd: ROOT, env },
  );
});
