import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { eventually, within } from './deadline';
import { Log } from './log';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(
  ROOT,
  'out',
  'dist',
  process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`,
);
const DEADLINE_MS = 20_000;

/** What `npm run dist -- --folder-only` made. */
export const PACKAGED_BINARY = join(FOLDER, 'offhook');

/** The order of Electron's fuses in its binary, version 1 of the wire. */
const FUSES = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptionsEnvironmentVariable',
  'nodeCliInspectArguments',
  'embeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
] as const;
/** Stands before the fuses, so that tools find them. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** The fuses as they are in the binary: the sentinel, a version byte, a count, then '1' or '0' for each. */
export function fusesOf(binary: string): Record<(typeof FUSES)[number], boolean> {
  const bytes = readFileSync(binary);
  const at = bytes.indexOf(SENTINEL) + SENTINEL.length + 2;
  return Object.fromEntries(FUSES.map((name, index) => [name, bytes[at + index] === 0x31])) as never;
}

/**
 * The packaged app. No inspector can attach to its main process, which the fuses forbid: a test drives its windows
 * over Chromium's own debugging port instead.
 */
export class PackagedApp {
  private constructor(
    private readonly process: ChildProcess,
    private readonly browser: Browser,
    readonly phone: Page,
  ) {}

  static async start(userData: string, args: readonly string[] = []): Promise<PackagedApp> {
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const child = spawn(PACKAGED_BINARY, [
      ...sandbox,
      `--user-data-dir=${userData}`,
      '--remote-debugging-port=0',
      '--use-fake-device-for-media-stream',
      '--lang=en',
      ...args,
    ]);
    const log = new Log();
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        log.append(chunk.toString());
      });
    try {
      const line = await log.line(/DevTools listening on ws:/, { ms: DEADLINE_MS });
      const browser = await attach(line.slice(line.indexOf('ws:')));
      return new PackagedApp(child, browser, await phoneOf(browser));
    } catch (error) {
      child.kill('SIGKILL');
      throw new Error(`the packaged app did not start: ${String(error)}\n${log.text}`);
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.process.once('exit', () => {
        resolve();
      });
    });
    await this.browser.close();
    this.process.kill();
    await within(DEADLINE_MS, 'the packaged app to end', ended);
  }
}

/** `noDefaults`: Electron knows no download behaviour, and refuses the whole connection when asked for one. */
const attach = (url: string): Promise<Browser> => chromium.connectOverCDP(url, { noDefaults: true });

function phoneOf(browser: Browser): Promise<Page> {
  return eventually(DEADLINE_MS, 'the phone window', () =>
    Promise.resolve(
      browser
        .contexts()
        .flatMap((context) => context.pages())
        .find((page) => page.url().includes('/phone/index.html')),
    ),
  );
}
