import { type ChildProcess, spawn } from 'node:child_process';
import { DeadlineError, within } from './deadline';
import { Log } from './log';
import { rememberPeerLog } from './peer-logs';

/** An outer program that runs for the length of a test and is stopped by its own process group. */
export interface Program {
  readonly name: string;
  readonly pid: number;
  readonly log: Log;
  /** Resolves with the exit code, or 128 + signal number as a shell would say; never rejects. */
  readonly ended: Promise<number>;
  /** `ready`, unless the program ends before; then its log is in the error. */
  untilReady(ready: Promise<unknown>): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL to the whole group; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, then SIGKILL to the whole group after `graceMs`. Idempotent. */
  stop(graceMs?: number): Promise<void>;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) killGroup(child, 'SIGKILL');
});

const SIGNAL_NUMBERS: Partial<Record<NodeJS.Signals, number>> = {
  SIGINT: 2,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group is gone already: just what was wanted.
  }
}

function exitOf(child: ChildProcess, log: Log): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      log.append(`${error.message}\n`);
      resolve(127);
    });
    child.once('close', (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : (SIGNAL_NUMBERS[signal] ?? 0)));
    });
  });
}

/** Starts `command` in a process group of its own, stdout and stderr going to its log. */
export function startProgram(
  name: string,
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Program {
  const log = new Log();
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      log.append(chunk);
    });
  }
  const ended = exitOf(child, log).then((code) => {
    killGroup(child, 'SIGKILL');
    running.delete(child);
    return code;
  });
  rememberPeerLog(name, log, () => running.has(child));
  return {
    name,
    pid: child.pid ?? -1,
    log,
    ended,
    untilReady: (ready) => untilReady(name, log, ended, ready),
    signal: (signal) => {
      child.kill(signal);
    },
    kill: async () => {
      killGroup(child, 'SIGKILL');
      await ended;
    },
    stop: async (graceMs = 2000) => {
      child.kill('SIGTERM');
      try {
        await within(graceMs, `${name} ends`, ended);
      } catch (error) {
        if (!(error instanceof DeadlineError)) throw error;
        killGroup(child, 'SIGKILL');
        await ended;
      }
    },
  };
}

async function untilReady(
  name: string,
  log: Log,
  ended: Promise<number>,
  ready: Promise<unknown>,
): Promise<void> {
  const died = ended.then((code) => {
    throw new Error(`${name} ended with ${String(code)} before it was ready:\n${log.text}`);
  });
  try {
    await Promise.race([ready, died]);
  } catch (error) {
    throw error instanceof DeadlineError ? new Error(`${error.message}\n${log.text}`) : error;
  } finally {
    died.catch(() => undefined);
  }
}
