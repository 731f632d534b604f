import { svelte } from '@sveltejs/vite-plugin-svelte';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { ROOT } from './setup/paths.mjs';

/** The oldest runtime that must run the bundles is Electron 25: Node 18 and Chrome 114. */
const NODE_TARGET = 'node18';
const CHROME_TARGET = 'chrome114';

/** Native modules stay files of their own: they cannot be bundled. */
export const NATIVE_MODULES = ['libsql', 'node-hid', 'usb', 'koffi'];

const common = (sourceMaps) => ({
  configFile: false,
  root: ROOT,
  envFile: false,
  publicDir: false,
  logLevel: 'warn',
  clearScreen: false,
  // One character beyond Latin 1, and V8 keeps the whole file at two bytes each.
  esbuild: { charset: 'ascii' },
  build: { sourcemap: sourceMaps, reportCompressedSize: false, emptyOutDir: false, copyPublicDir: false },
});

const oneFile = (bundle) => ({
  format: 'cjs',
  entryFileNames: basename(bundle.output),
  inlineDynamicImports: true,
  // `import('koffi')` as `require`: Electron 25 finds no ES modules in an archive.
  dynamicImportInCjs: false,
});

/** What a process imports by a call waits in a file of its own until then. */
const oneFileAndLater = (bundle) => ({
  ...oneFile(bundle),
  inlineDynamicImports: false,
  chunkFileNames: `${basename(bundle.output, '.cjs')}-[name].cjs`,
});

/** werift's binary-data keeps modules in a `node_modules` folder without package.json files, which only Node's own rules find. */
const resolveLikeNode = {
  name: 'offhook:resolve-like-node',
  enforce: 'pre',
  resolveId(id, importer) {
    if (importer?.includes('/@shinyoshiaki/binary-data/') !== true || /^[./\0]|^node:/.test(id))
      return undefined;
    const path = createRequire(importer.replace(/\?.*$/, '')).resolve(id);
    return path.includes('binary-data') ? path : undefined;
  },
};

/** Bundles for main and its utility processes: everything inside but Node, Electron and native modules. */
function nodeConfig(bundle, sourceMaps) {
  const base = common(sourceMaps);
  return {
    ...base,
    esbuild: { ...base.esbuild, minifyIdentifiers: false, legalComments: 'none' },
    plugins: [resolveLikeNode],
    // ws would otherwise look for its optional accelerators in folders above the app.
    define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
    resolve: { conditions: ['node', 'module', 'import', 'default'], mainFields: ['module', 'main'] },
    ssr: { target: 'node', noExternal: true, external: ['electron', ...NATIVE_MODULES, 'usb/index.js'] },
    build: {
      ...base.build,
      target: NODE_TARGET,
      ssr: bundle.entry,
      outDir: dirname(bundle.output),
      // Less to read at every start; names stay, so that a stack in the log says where.
      minify: 'esbuild',
      rollupOptions: { output: oneFileAndLater(bundle) },
    },
  };
}

/** A sandboxed preload may require nothing but Electron, and must be one file. */
function preloadConfig(bundle, sourceMaps) {
  const base = common(sourceMaps);
  return {
    ...base,
    build: {
      ...base.build,
      target: CHROME_TARGET,
      outDir: dirname(bundle.output),
      minify: 'esbuild',
      rollupOptions: { input: bundle.entry, external: ['electron'], output: oneFile(bundle) },
    },
  };
}

const svelteOptions = { configFile: join(ROOT, 'svelte.config.mjs') };

/** A window: relative addresses so that it loads from a file, no inline script or data URL so that a strict CSP holds. */
function windowConfig(bundle, sourceMaps) {
  const base = common(sourceMaps);
  return {
    ...base,
    root: dirname(bundle.entry),
    base: './',
    plugins: [svelte(svelteOptions)],
    worker: { format: 'es' },
    build: {
      ...base.build,
      target: CHROME_TARGET,
      cssTarget: CHROME_TARGET,
      outDir: bundle.output,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  };
}

const CONFIG_OF = { node: nodeConfig, preload: preloadConfig, window: windowConfig };

export const viteConfig = (bundle, { sourceMaps }) => CONFIG_OF[bundle.kind](bundle, sourceMaps);

/** The page's own policy forbids what hot reload needs: inline styles and a connection to the server. */
const withoutPolicy = {
  name: 'offhook:without-policy',
  transformIndexHtml: (html) => html.replace(/<meta\s[^>]*http-equiv="Content-Security-Policy"[^>]*>/i, ''),
};

/** One server for all windows: `<url>/phone/index.html` and `<url>/media/index.html`. */
export const devServerConfig = {
  ...common(true),
  root: join(ROOT, 'src-renderer'),
  plugins: [svelte(svelteOptions), withoutPolicy],
  worker: { format: 'es' },
  server: { host: '127.0.0.1', fs: { allow: [ROOT] } },
};
