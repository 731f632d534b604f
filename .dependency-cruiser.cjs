/**
 * Who may import whom:
 * base ← phone ← {sip media store practice os …} ← ipc ← app, and windows → contract ← ipc.
 * test/architecture proves that every rule fires.
 */

/** Each plug lives in one folder of src-main and knows the telephone only through its ports. */
const PLUGS = ['sip', 'media', 'hid', 'audio', 'store', 'directory', 'mail', 'practice', 'os'];

/** The npm packages each place may use; whoever is not listed uses none. */
const PACKAGES = {
  'src-main/sip': ['sip.js', 'ws', 'valibot'],
  'src-main/media/loopback': ['werift'],
  'src-main/media': ['valibot'],
  'src-main/store': ['libsql', 'valibot'],
  'src-main/hid': ['node-hid', 'usb', 'koffi', 'valibot'],
  'src-main/os': ['electron', 'valibot'],
  'src-main/ipc': ['electron', 'valibot'],
  'src-main/app': ['electron', 'valibot'],
  'src-main/main.ts': ['electron', 'valibot'],
  'src-main/line.ts': ['electron', 'valibot'],
  'src-main/practice.ts': ['electron', 'valibot'],
  'src-preload/contract': ['valibot'],
  'src-preload': ['electron', 'valibot'],
  'src-renderer': ['svelte', 'bits-ui', '@lucide/svelte', 'valibot'],
};

const escaped = (text) => text.replace(/[.]/g, '\\.');
const anyOf = (names) => `(${names.map(escaped).join('|')})`;
const PLUG = `^src-main/(${PLUGS.join('|')})/`;
const ENTRIES = '^src-main/[^/]+\\.ts$';
const NPM = 'node_modules/';

const packagePath = (names) => `node_modules/(@types/)?${anyOf(names)}(/|$)`;
const nestedPlaces = (place) => Object.keys(PACKAGES).filter((other) => other.startsWith(`${place}/`));

/** One rule per place: nothing from npm but its own list. */
const packageRules = Object.entries(PACKAGES).map(([place, names]) => ({
  name: `packages-of-${place}`,
  comment: `${place} uses ${names.join(', ')} and no other npm package`,
  severity: 'error',
  from: {
    path: `^${escaped(place)}(/|$)`,
    ...(nestedPlaces(place).length > 0 && { pathNot: `^${anyOf(nestedPlaces(place))}(/|$)` }),
  },
  to: { path: NPM, pathNot: packagePath(names) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'two files that need each other are one thought: put them together or find what both need',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'base-alone',
      comment: 'base imports only itself: no Node, no npm, no other folder',
      severity: 'error',
      from: { path: '^src-main/base/' },
      to: { pathNot: '^src-main/base/' },
    },
    {
      name: 'phone-pure',
      comment: 'the telephone knows base and itself: no Node, no Electron, no npm',
      severity: 'error',
      from: { path: '^src-main/phone/' },
      to: { pathNot: '^src-main/(base|phone)/' },
    },
    {
      name: 'plugs-separate',
      comment: 'plugs never import each other: they meet through the telephone’s ports',
      severity: 'error',
      from: { path: PLUG },
      to: { path: PLUG, pathNot: '^src-main/$1/' },
    },
    {
      name: 'plugs-know-ports-only',
      comment: 'a plug sees base, phone and itself; neither the contract nor ipc nor app',
      severity: 'error',
      from: { path: PLUG },
      to: { path: '^(src-|test/|tools/)', pathNot: [PLUG, '^src-main/(base|phone)/'] },
    },
    {
      name: 'ipc-between',
      comment: 'ipc joins the telephone and the contract and knows nothing else',
      severity: 'error',
      from: { path: '^src-main/ipc/' },
      to: {
        path: '^(src-|test/|tools/)',
        pathNot: ['^src-main/(base|phone|ipc)/', '^src-preload/contract/'],
      },
    },
    {
      name: 'app-and-entries-main-only',
      comment: 'the composition root sees all of main and the contract, never a window’s code',
      severity: 'error',
      from: { path: ['^src-main/app/', ENTRIES] },
      to: { path: '^(src-|test/|tools/)', pathNot: ['^src-main/', '^src-preload/contract/'] },
    },
    {
      name: 'nobody-imports-an-entry',
      comment: 'main.ts, line.ts and practice.ts are started, not imported',
      severity: 'error',
      from: {},
      to: { path: ENTRIES },
    },
    {
      name: 'contract-alone',
      comment: 'the contract is pure: it imports only itself and its schema library',
      severity: 'error',
      from: { path: '^src-preload/contract/' },
      to: { pathNot: ['^src-preload/contract/', packagePath(['valibot'])] },
    },
    {
      name: 'preload-contract-only',
      comment: 'a preload sees the contract and Electron',
      severity: 'error',
      from: { path: '^src-preload/', pathNot: '^src-preload/contract/' },
      to: { pathNot: ['^src-preload/', packagePath(['electron', 'valibot'])] },
    },
    {
      name: 'windows-contract-only',
      comment: 'a window sees the contract and the renderer’s own code, never main, a preload or Node',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { pathNot: ['^src-renderer/', '^src-preload/contract/', '^assets/', NPM] },
    },
    {
      name: 'components-blind',
      comment: 'a component gets what it shows as properties: it sees neither state nor views',
      severity: 'error',
      from: { path: '^src-renderer/components/' },
      to: { path: '^src-renderer/(state|views|phone|media|ring)/' },
    },
    ...packageRules,
    {
      name: 'packages-of-no-one-else',
      comment: 'a folder that is not listed uses no npm package',
      severity: 'error',
      from: { path: '^src-', pathNot: `^${anyOf(Object.keys(PACKAGES))}(/|$)` },
      to: { path: NPM, pathNot: packagePath(['node']) },
    },
    {
      name: 'resolvable',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.svelte.ts', '.svelte', '.js', '.mjs', '.cjs', '.json', '.css'],
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'require', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
