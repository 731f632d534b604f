/** `node run.mjs MODULE`: runs `host()` of a TypeScript module; what `ip netns exec` starts. */
import { importTypescript } from '../import-typescript.mjs';

const { module } = await importTypescript(process.argv[2]);
module.host();
