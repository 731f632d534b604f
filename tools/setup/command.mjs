import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a person should read and do; printed without a stack trace. */
export class SetupError extends Error {}

export function say(text) {
  process.stderr.write(`offhook: ${text}\n`);
}

/** Runs a command to its end and returns its exit code and what it wrote; never throws for a failing command. */
export function capture(command, args, options = {}) {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  return {
    code: done.status ?? 127,
    stdout: done.stdout ?? '',
    stderr: (done.stderr ?? '') + (done.error?.message ?? ''),
  };
}

/** Whether the shell would find `name`; starts nothing. */
export const hasCommand = (name, path = process.env.PATH ?? '') =>
  path.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));

/** Runs a command with this terminal's input and output and resolves with its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const forward = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const finish = (code) => {
      for (const signal of signals) process.off(signal, forward);
      resolve(code);
    };
    child.once('error', (error) => {
      say(`${command} could not be started: ${error.message}`);
      finish(127);
    });
    child.once('exit', (code, signal) => finish(code ?? (signal === null ? 1 : 128)));
  });
}

/** npm's own script run by this Node: works where `npm` is a shell wrapper (Windows) and needs no PATH. */
export function npm(args, options = {}) {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js')
    ? run(process.execPath, [script, ...args], options)
    : run('npm', args, { shell: process.platform === 'win32', ...options });
}

/** Runs `main` as a script's body: a `SetupError` becomes one readable line and exit code 1. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

export const isRoot = process.getuid?.() === 0;
