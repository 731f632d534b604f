/** `node run.mjs MODULE`: runs `host()` of a TypeScript module; what `ip netns exec` starts. */
import { runnerImport } from 'vite';

const { module } = await runnerImport(process.argv[2], { logLevel: 'error' });
module.host();
