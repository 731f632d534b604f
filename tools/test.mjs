/**
 * `npm test`: the whole suite from a bare clone; `npm test -- unit ladder` runs only the steps so named. Checks run
 * side by side, tests one after the other. A step runs even when an earlier one failed.
 */
import { mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ensureElectron } from './electron.mjs';
import { main, say, SetupError } from './setup/command.mjs';
import { checkNode, ensureDependencies } from './setup/dependencies.mjs';
import { ensureLibraries } from './setup/libraries.mjs';
import { OUT } from './setup/paths.mjs';
import { checkCount, sum, summary } from './test/count.mjs';
import { preparePeers } from './test/peers.mjs';
import { prepareVm } from './test/vm.mjs';
import { STEPS } from './test/steps.mjs';

function selected(names) {
  const matches = (step, name) => step.name === name || step.name.startsWith(`${name} `);
  const unknown = names.filter((name) => !STEPS.some((step) => matches(step, name)));
  if (unknown.length > 0)
    throw new SetupError(
      `no such step: ${unknown.join(', ')}. There are ${STEPS.map((step) => step.name).join(', ')}.`,
    );
  return names.length === 0 ? STEPS : STEPS.filter((step) => names.some((name) => matches(step, name)));
}

const NEED_ELECTRON = ['peer', 'e2e', 'packaged'];

async function ensureRuntime() {
  await ensureLibraries(await ensureElectron());
}

async function attempt(step) {
  const startedAtMs = performance.now();
  const { count, output } = await step
    .run()
    .catch((error) => ({ count: checkCount(false), output: error.stack }));
  const result = { name: step.name, count, seconds: (performance.now() - startedAtMs) / 1000 };
  const verdict = count.failed > 0 ? '✗' : '✓';
  process.stdout.write(`${verdict} ${step.name} (${result.seconds.toFixed(1)} s)\n${output}`);
  return result;
}

/** Runs `steps` with as many workers as there are processors; their results in order. */
async function sideBySide(steps) {
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < steps.length) {
      const at = next++;
      results[at] = await attempt(steps[at]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(cpus().length, 4) }, worker));
  return results;
}

async function oneByOne(steps, { runtime, peers, vm }) {
  const results = [];
  for (const step of steps) {
    if (NEED_ELECTRON.includes(step.name)) await runtime;
    if (step.needsPeers) await peers;
    if (step.needsVm) await vm;
    process.stdout.write(step.kind === 'tests' ? `\n── ${step.name}\n` : '');
    results.push(await attempt(step));
  }
  return results;
}

function table(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  return results
    .map(
      ({ name, seconds, count }) =>
        `${name.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s  ${summary(count)}`,
    )
    .join('\n');
}

await main(async () => {
  checkNode();
  const steps = selected(process.argv.slice(2));
  mkdirSync(join(OUT, 'test'), { recursive: true });
  await ensureDependencies();
  // A failure of these is said where it strikes: in the steps that need them.
  const runtime = steps.some((step) => NEED_ELECTRON.includes(step.name))
    ? ensureRuntime().catch((error) => say(error.message))
    : Promise.resolve();
  // apt's lock: the runtime's libraries first, then the virtual machine, then the peers.
  const vm = steps.some((step) => step.needsVm) ? runtime.then(prepareVm) : Promise.resolve();
  const peers = steps.some((step) => step.needsPeers)
    ? Promise.all([runtime, vm]).then(preparePeers)
    : Promise.resolve();
  const long = peers.then(() => sideBySide(steps.filter((step) => step.kind === 'beside')));
  const checks = await sideBySide(steps.filter((step) => step.kind === 'check'));
  const tests = await oneByOne(
    steps.filter((step) => step.kind !== 'check' && step.kind !== 'beside'),
    { runtime, peers, vm },
  );
  await Promise.all([peers, vm]);
  const results = [...checks, ...tests, ...(await long)];
  const total = sum(results.map(({ count }) => count));
  process.stdout.write(`\n${table(results)}\n\n${summary(total)}\n`);
  return total.failed === 0 ? 0 : 1;
});
