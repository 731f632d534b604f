import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Everything generated goes below this folder. */
export const OUT = join(ROOT, 'out');

/** Big things that outlive a clone: the fallback Electron runtime and the Asterisk system. */
export const CACHE =
  process.env.OFFHOOK_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'offhook');
