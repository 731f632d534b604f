/** `node tools/with-setup.mjs SCRIPT [ARGUMENT…]`: runs a script after the same setup as `npm start`, on a display. */
import { main, SetupError } from './setup/command.mjs';
import { runOnDisplay, setUp } from './setup/all.mjs';

await main(async () => {
  const [script, ...args] = process.argv.slice(2);
  if (script === undefined) throw new SetupError('which script?');
  await setUp();
  return runOnDisplay(script, args);
});
