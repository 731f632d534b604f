/** `npm start`: Offhook from a bare clone. What follows `--` goes to the app. */
import { isRoot, main, run, say } from './setup/command.mjs';
import { hasDisplay, runOnDisplay, setUp } from './setup/all.mjs';
import { ROOT } from './setup/paths.mjs';

await main(async () => {
  const runtime = await setUp();
  if (!hasDisplay()) {
    say('this machine has no display, so Offhook shows itself on a virtual one (npm run tour).');
    return runOnDisplay('tools/tour.mjs', []);
  }
  if (isRoot) say("running as root: Chromium's sandbox cannot work and is switched off (--no-sandbox).");
  const args = [ROOT, ...(isRoot ? ['--no-sandbox'] : []), ...process.argv.slice(2)];
  // A file named on the command line is meant relative to where the person stands.
  return run(runtime.path, args, { cwd: process.env.INIT_CWD ?? process.cwd() });
});
