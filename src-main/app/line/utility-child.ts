import { utilityProcess, type MessagePortMain } from 'electron';
import { Signal } from '../../base/signal';
import type { ChildProcess } from './child-process';

/** A bundle of ours in an Electron utility process. */
export function forkUtility<Message>(modulePath: string, serviceName: string): ChildProcess<Message> {
  const child = utilityProcess.fork(modulePath, [], { serviceName });
  const message = new Signal<unknown>();
  const exit = new Signal<void>();
  /** `null`: not yet, or no longer. */
  let pid: number | null = null;
  let unwanted = false;
  // What is posted before the process exists is lost.
  let early: (() => void)[] = [];
  child.on('spawn', () => {
    pid = child.pid ?? null;
    if (unwanted) killNow(pid);
    for (const post of early) post();
    early = [];
  });
  child.on('message', (value: unknown) => {
    message.fire(value);
  });
  child.once('exit', () => {
    // From now on the number may be another process's.
    pid = null;
    exit.fire();
    message.dispose();
    exit.dispose();
  });
  return {
    post: (value, ports) => {
      const post = (): void => {
        child.postMessage(value, ports as MessagePortMain[] | undefined);
      };
      if (pid === null) early.push(post);
      else post();
    },
    onMessage: message.event,
    onExit: exit.event,
    kill: () => {
      // Electron's own kill is a polite SIGTERM, which a hung event loop never hears, and nothing at all before `spawn`.
      unwanted = true;
      killNow(pid);
    },
  };
}

function killNow(pid: number | null): void {
  if (pid === null) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was gone already, which is what was wanted.
  }
}
