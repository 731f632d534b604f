import { app } from 'electron';
import { createRequire } from 'node:module';
import type { HidComputer } from '../hid/open-hid';

/**
 * For tests: a script in the place of the computer's HID devices, everything above them as always. Never in a
 * packaged app.
 */
export function scriptedComputer(): HidComputer | undefined {
  const path = app.isPackaged ? undefined : process.env['OFFHOOK_HID'];
  if (path === undefined) return undefined;
  const { computer } = createRequire(path)(path) as { readonly computer: HidComputer };
  return computer;
}
