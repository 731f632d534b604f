import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log } from '../base/log';

const MAX_BYTES = 1_000_000;

// What is logged may quote a stranger: no line of his own making.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Appends to one file and keeps one older one. A log that cannot be written is not worth a call: failures are dropped. */
export function fileLog(path: string): Log {
  let bytes = sizeOf(path);
  return (level, what, detail) => {
    if (level === 'debug') return;
    const row = `${new Date().toISOString()} ${level} ${what.replace(CONTROL, ' ')}${detail ? ` ${JSON.stringify(detail)}` : ''}\n`;
    try {
      if (bytes + row.length > MAX_BYTES) {
        renameSync(path, `${path}.1`);
        bytes = 0;
      }
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, row, { mode: 0o600 });
      bytes += row.length;
    } catch {
      // Disk full or read-only: the telephone goes on. Taken away under us: it begins anew.
      bytes = sizeOf(path);
    }
  };
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
