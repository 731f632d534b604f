import { afterEach } from 'vitest';
import { takePeerLogs } from './peer-logs';

/** Call once at the top of a test file: a failed test then prints the last lines of every peer that ran in it. */
export function dumpPeerLogsOnFailure(lastLines = 80): void {
  afterEach((context) => {
    const seen = takePeerLogs();
    if (context.task.result?.state !== 'fail') return;
    for (const { name, log } of seen) {
      const tail = log.lines.slice(-lastLines).join('\n');
      console.error(`──── ${name} (while "${context.task.name}" failed) ────\n${tail}\n`);
    }
  });
}
