/** `npm run build`: every bundle below `out/app`, the unchanged ones left alone. `--source-maps` for development. */
import { performance } from 'node:perf_hooks';
import { bundles } from './bundles.mjs';
import { main, say, SetupError } from './setup/command.mjs';
import { lockHash } from './setup/dependencies.mjs';
import { isFresh, writeStamp } from './stamp.mjs';

const pathOf = (id) => id.replace(/^\0/, '').replace(/\?.*$/, '');

/** A Vite plugin that notes every file the build looked at, and those of which code was taken. */
function noteInputs(inputs, taken) {
  return {
    name: 'offhook:note-inputs',
    generateBundle(_options, output) {
      for (const id of this.getModuleIds()) inputs.add(pathOf(id));
      for (const file of this.getWatchFiles()) inputs.add(file);
      for (const { modules = {} } of Object.values(output))
        for (const [id, { renderedLength }] of Object.entries(modules))
          if (renderedLength > 0) taken.add(pathOf(id));
    },
  };
}

/** Builds one bundle, whether stale or not. */
export async function buildBundle(bundle, options) {
  const [{ build }, { viteConfig }] = await Promise.all([import('vite'), import('./vite-config.mjs')]);
  const inputs = new Set();
  const taken = new Set();
  const config = viteConfig(bundle, options);
  await build({ ...config, plugins: [...(config.plugins ?? []), noteInputs(inputs, taken)] });
  writeStamp(bundle, options, inputs, taken);
}

/** Builds the stale bundles and resolves with their names. */
export async function buildStale(options = { sourceMaps: false }) {
  const lock = lockHash();
  const stale = bundles().filter((bundle) => !isFresh(bundle, options, lock));
  const results = await Promise.allSettled(stale.map((bundle) => buildBundle(bundle, options)));
  const failed = results.flatMap((result, at) =>
    result.status === 'rejected' ? [`${stale[at].name}: ${result.reason.message}`] : [],
  );
  if (failed.length > 0) throw new SetupError(`not everything could be built\n${failed.join('\n')}`);
  return stale.map((bundle) => bundle.name);
}

if (process.argv[1] === import.meta.filename)
  await main(async () => {
    const startedAtMs = performance.now();
    const built = await buildStale({ sourceMaps: process.argv.includes('--source-maps') });
    const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
    say(built.length === 0 ? 'nothing to build' : `built ${built.join(', ')} in ${seconds} s`);
  });
