import { utilityProcess, type MessagePortMain } from 'electron';
import { Signal } from '../../base/signal';
import type { ChildProcess } from './child-process';

/** A bundle of ours in an Electron utility process. */
export function forkUtility<Message>(modulePath: string, serviceName: string): ChildProcess<Message> {
  const child = utilityProcess.fork(modulePath, [], { serviceName });
  const message = new Signal<unknown>();
  const exit = new Signal<void>();
  let pid: number | undefined;
  // What is posted before the process exists is lost.
  let early: (() => void)[] = [];
  child.on('spawn', () => {
    pid = child.pid;
    for (const post of early) post();
    early = [];
  });
  child.on('message', (value: unknown) => {
    message.fire(value);
  });
  child.once('exit', () => {
    exit.fire();
    message.dispose();
    exit.dispose();
  });
  return {
    post: (value, ports) => {
      const post = (): void => {
        child.postMessage(value, ports as MessagePortMain[] | undefined);
      };
      if (pid === undefined) early.push(post);
      else post();
    },
    onMessage: message.event,
    onExit: exit.event,
    kill: () => {
      // Electron's own kill is a polite SIGTERM, which a hung event loop never hears.
      if (pid !== undefined) killNow(pid);
      else child.kill();
    },
  };
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was gone already, which is what was wanted.
  }
}
