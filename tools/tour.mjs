/**
 * `npm run tour`: the real app, on a virtual display where there is no other, makes practice calls. It prints each step
 * with its time and leaves pictures and the recorded echo in `out/tour/`. `--readme` renews the README's pictures.
 */
import { join } from 'node:path';
import { run } from './setup/command.mjs';
import { runOnDisplay, setUp, hasDisplay } from './setup/all.mjs';
import { ROOT } from './setup/paths.mjs';

const cli = join(ROOT, 'node_modules', 'playwright', 'cli.js');
const args = [cli, 'test', '--config', 'test/tour/playwright.config.ts'];
const env = { ...process.env, OFFHOOK_README_PICTURES: process.argv.includes('--readme') ? '1' : '' };

await setUp();
process.exitCode = hasDisplay()
  ? await run(process.execPath, args, { cwd: ROOT, env })
  : await runOnDisplay(args[0], args.slice(1), { env });
