/** `npm run bench [-- --json FILE] [--long] [--only SUITE,…]`: the figures of README.md, see there for the methods. */
import { fileURLToPath } from 'node:url';
import { isRoot, main } from '../../tools/setup/command.mjs';
import { ensurePackages } from '../../tools/setup/packages.mjs';
import { importTypescript } from '../support/import-typescript.mjs';

/** What the other phones and the measuring need; what stays missing is said by the suite that wants it. */
async function fetchPeers() {
  if (!isRoot || process.platform !== 'linux') return;
  await ensurePackages(
    ['baresip', 'libasound2-plugins', 'linphone-cli', 'pulseaudio', 'pulseaudio-utils', 'tcpdump'],
    'comparing with other phones',
  ).catch((error) => process.stderr.write(`offhook: ${error.message}\n`));
}

await main(async () => {
  await fetchPeers();
  const entry = fileURLToPath(new URL('bench.ts', import.meta.url));
  const { module, close } = await importTypescript(entry);
  try {
    return await module.bench(process.argv.slice(2));
  } finally {
    await close();
  }
});
