import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import { openStore } from '../../../src-main/store/store';
import { openScratch, type Scratch } from '../../support/scratch';

const ROOT = join(__dirname, '../../..');
let scratch: Scratch;

beforeAll(async () => {
  // Below the repository, so that the child finds the native module.
  scratch = openScratch('kill', join(ROOT, 'out/test'));
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['libsql'] },
    build: {
      ssr: join(__dirname, 'history-writer.ts'),
      outDir: scratch.dir,
      emptyOutDir: false,
      target: 'node18',
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'writer.cjs' } },
    },
  });
});
afterAll(() => {
  scratch.remove();
});

/** Runs the writer, kills it −9 after it acknowledged `count` writes, and gives all it acknowledged. */
async function killedAfter(count: number, database: string): Promise<readonly string[]> {
  const child = spawn(process.execPath, [scratch.path('writer.cjs'), database], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  let lines = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    lines += text.split('\n').length - 1;
    if (lines >= count) child.kill('SIGKILL');
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  // A last line without its end was not said completely.
  return said.split('\n').slice(0, -1);
}

test.skipIf(process.platform === 'win32')('kill −9 loses no acknowledged call', async () => {
  const path = scratch.path('offhook.db');
  const acknowledged: string[] = [];
  for (const count of [25, 60, 101]) acknowledged.push(...(await killedAfter(count, path)));
  const store = openStore(path, { nowMs: 0, log: silentLog });
  expect(store.problem).toBeNull();
  const finished = store.history.page(null, 100_000);
  const unfinished = store.history.unfinished();
  store.dispose();
  const ended = new Set(finished.ok ? finished.value.map(({ id }) => id) : []);
  const begun = new Set([...ended, ...(unfinished.ok ? unfinished.value.map(({ id }) => id) : [])]);
  expect(acknowledged.length).toBeGreaterThan(180);
  const lost = acknowledged.filter((line) => {
    const [what, id] = line.split(' ');
    return !(what === 'ended' ? ended : begun).has(Number(id));
  });
  expect(lost).toEqual([]);
});
