import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

let folder: string | undefined;

/** Where the Asterisk tree is or would be. Asked of the tool itself: not every test runner can load its module. */
export function asteriskTree(): string {
  const tool = join(__dirname, '..', '..', 'tools', 'asterisk-chroot.mjs');
  folder ??= execFileSync(process.execPath, [tool, '--where'], { encoding: 'utf8' }).trim();
  return folder;
}
