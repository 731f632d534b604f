/**
 * `npm run dev`: windows from a dev server with hot reload, every other bundle rebuilt on change and Electron
 * started again. The app takes the windows from `OFFHOOK_DEV_URL` (`<url>/phone/index.html`) unless it is packaged.
 */
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { bundles } from './bundles.mjs';
import { ensureElectron } from './electron.mjs';
import { isRoot, main, say } from './setup/command.mjs';
import { checkNode, ensureDependencies } from './setup/dependencies.mjs';
import { ensureLibraries } from './setup/libraries.mjs';
import { ROOT } from './setup/paths.mjs';
import { forget } from './stamp.mjs';

/** One save often touches several bundles: they are restarted together. */
const SETTLE_MS = 150;

/** Starts Electron, and again whenever asked; ends this process when a person quits the app. */
function electron(runtime, url) {
  let child;
  let restarting;
  const start = () => {
    const args = [ROOT, ...(isRoot ? ['--no-sandbox'] : []), ...process.argv.slice(2)];
    child = spawn(runtime.path, args, { stdio: 'inherit', env: { ...process.env, OFFHOOK_DEV_URL: url } });
    child.once('exit', (code) => {
      child = undefined;
      if (restarting === undefined) process.exit(code ?? 0);
    });
  };
  const ended = () =>
    new Promise((resolve) => (child === undefined ? resolve() : child.once('exit', resolve)));
  const restart = async () => {
    await wait(SETTLE_MS);
    child?.kill();
    await ended();
    restarting = undefined;
    start();
  };
  return {
    restart: () => (restarting ??= restart()),
    stop: () => child?.kill(),
  };
}

/** Watches one bundle; `changed` is called after every build, the first included. */
async function watchBundle(bundle, changed) {
  const [{ build }, { viteConfig }] = await Promise.all([import('vite'), import('./vite-config.mjs')]);
  forget(bundle);
  const config = viteConfig(bundle, { sourceMaps: true });
  const watcher = await build({ ...config, build: { ...config.build, watch: {} } });
  watcher.on('event', (event) => {
    if (event.code === 'ERROR') say(`${bundle.name}: ${event.error.message}`);
    if (event.code === 'BUNDLE_END') {
      void event.result.close();
      changed(bundle.name);
    }
  });
}

async function serveWindows() {
  const [{ createServer }, { devServerConfig }] = await Promise.all([
    import('vite'),
    import('./vite-config.mjs'),
  ]);
  const server = await createServer(devServerConfig);
  await server.listen();
  return server.resolvedUrls.local[0];
}

await main(async () => {
  checkNode();
  await ensureDependencies();
  const runtime = await ensureElectron();
  await ensureLibraries(runtime);
  const url = await serveWindows();
  const app = electron(runtime, url);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => app.stop());
  const watched = bundles().filter(({ kind }) => kind !== 'window');
  const waiting = new Set(watched.map(({ name }) => name));
  const changed = (name) => {
    waiting.delete(name);
    if (waiting.size === 0) void app.restart();
  };
  say(`windows are served at ${url}`);
  await Promise.all(watched.map((bundle) => watchBundle(bundle, changed)));
});
