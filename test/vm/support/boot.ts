import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Image } from './image';
import { guestResult, type GuestResult } from './result';

export interface Run {
  readonly results: readonly GuestResult[];
  /** The guest's whole console. */
  readonly console: string;
}

/** Without `no_timer_check` a kernel that a busy machine keeps waiting takes its timer for broken and gives up. */
const KERNEL_LINE = 'console=ttyS0 quiet panic=-1 mitigations=off no_timer_check';

const ARGUMENTS = [
  ...['-machine', 'pc', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '768'],
  ...['-nodefaults', '-no-user-config', '-display', 'none', '-serial', 'stdio', '-no-reboot'],
];

/** Boots the machine in software (KVM does not work everywhere) and waits until it has switched itself off. */
export function boot({ kernel, initrd }: Image, deadlineMs: number): Promise<Run> {
  const machine = spawn(
    'qemu-system-x86_64',
    [...ARGUMENTS, ...['-kernel', kernel, '-initrd', initrd], ...['-append', KERNEL_LINE]],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines: string[] = [];
  createInterface({ input: machine.stdout }).on('line', (line) => lines.push(line.trimEnd()));
  const timer = setTimeout(() => machine.kill('SIGKILL'), deadlineMs);
  return new Promise((resolve, reject) => {
    machine.once('error', reject);
    machine.once('close', () => {
      clearTimeout(timer);
      const results = lines.flatMap((line) => guestResult(line) ?? []);
      resolve({ results, console: lines.join('\n') });
    });
  });
}
