import { fileURLToPath } from 'node:url';
import { ensureElectron } from '../../../tools/electron.mjs';
import { startProgram, type Program } from '../../support/program';
import { nowMs } from '../machine/clock';
import { DebuggedPage } from './page';

export const OFFHOOK = fileURLToPath(new URL('../../..', import.meta.url));
export const BARE_ELECTRON = fileURLToPath(new URL('../bare-electron', import.meta.url));

export interface ElectronOptions {
  readonly userData: string;
  readonly arguments?: readonly string[];
  readonly sound: Readonly<Record<string, string>> | null;
  /** Opens the debugging port; without it the program runs as for a person. */
  readonly debugging?: boolean;
}

export interface Electron {
  readonly program: Program;
  readonly startedMs: number;
  page(part: string): Promise<DebuggedPage>;
  stop(): Promise<void>;
}

/** Starts an Electron application as a person would, but as root without the sandbox, which cannot work there. */
export async function startElectron(folder: string, options: ElectronOptions): Promise<Electron> {
  const { path } = await ensureElectron();
  const switches = [
    `--user-data-dir=${options.userData}`,
    '--lang=en',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(options.debugging === true ? ['--remote-debugging-port=0'] : []),
    ...(options.sound === null ? ['--use-fake-device-for-media-stream'] : []),
  ];
  const startedMs = nowMs();
  const program = startProgram('electron', path, [folder, ...switches, ...(options.arguments ?? [])], {
    env: { ...process.env, ...options.sound, LANGUAGE: 'en' },
  });
  return {
    program,
    startedMs,
    page: async (part) => {
      const line = await program.log.line(/DevTools listening on ws:\/\/127\.0\.0\.1:\d+/, { ms: 10_000 });
      return DebuggedPage.open(Number(/127\.0\.0\.1:(\d+)/.exec(line)?.[1]), part);
    },
    stop: () => program.stop(6000),
  };
}
