import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { calls, type CallsView, type CallView } from '../../src-preload/contract/calls';
import type { Command, Reply } from '../../src-preload/contract/command';
import type { LineView } from '../../src-preload/contract/lines';
import { eventually, within } from './deadline';

const ROOT = join(__dirname, '..', '..');
const DEADLINE_MS = 20_000;

export interface OffhookOptions {
  /** A folder of the test's own; history and lines live in it. */
  readonly userData: string;
  /** A WAV file that the microphone hears, over and over. */
  readonly microphone?: string;
  /** The devices of the sound server that `environment` names, instead of the browser's own fake ones. */
  readonly realDevices?: boolean;
  readonly language?: 'de' | 'en';
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** The real application, driven by Playwright, with a microphone that plays a file. */
export class OffhookApp {
  private constructor(
    readonly electron: ElectronApplication,
    readonly phone: Page,
    readonly output: readonly string[],
  ) {}

  static async start(options: OffhookOptions): Promise<OffhookApp> {
    const path = await electronPath();
    const electron = await _electron.launch({
      executablePath: path,
      args: [
        ROOT,
        `--user-data-dir=${options.userData}`,
        `--lang=${options.language ?? 'en'}`,
        ...(options.realDevices === true ? [] : ['--use-fake-device-for-media-stream']),
        ...(options.microphone ? [`--use-file-for-fake-audio-capture=${options.microphone}`] : []),
        ...(options.arguments ?? []),
      ],
      env: { ...stringEnvironment(), LANGUAGE: options.language ?? 'en', ...options.environment },
      timeout: DEADLINE_MS,
    });
    const output: string[] = [];
    for (const stream of [electron.process().stdout, electron.process().stderr])
      stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    try {
      const phone = await page(electron, 'phone');
      await phone.waitForFunction(() => document.querySelector('#phone > *') !== null, undefined, {
        timeout: DEADLINE_MS,
      });
      await watch(phone);
      return new OffhookApp(electron, phone, output);
    } catch (error) {
      await electron.close().catch(() => undefined);
      throw new Error(`Offhook did not start: ${String(error)}\n${output.join('')}`);
    }
  }

  /** Starts it a second time on the same data, as a link or a script does; the running one takes over. Its exit code. */
  static async hand(userData: string, args: readonly string[]): Promise<number | null> {
    const path = await electronPath();
    const rootArgs = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const child = spawn(path, [ROOT, ...rootArgs, `--user-data-dir=${userData}`, ...args], {
      stdio: 'ignore',
    });
    return within(
      DEADLINE_MS,
      'the second instance to end',
      new Promise((resolve) => child.once('exit', resolve)),
    );
  }

  /** The hidden window that holds the sound. */
  media(): Promise<Page> {
    return page(this.electron, 'media');
  }

  /** Its process dies; resolves with the page that takes its place. */
  async crashMedia(): Promise<Page> {
    const before = await this.media();
    const crashed = before.waitForEvent('crash');
    await this.electron.evaluate(({ webContents }) => {
      webContents
        .getAllWebContents()
        .find((contents) => contents.getURL().includes('/media/'))
        ?.forcefullyCrashRenderer();
    });
    await crashed;
    return eventually(DEADLINE_MS, 'another media window', async () => {
      const page = await this.media();
      return page === before ? undefined : page;
    });
  }

  ring(): Promise<Page> {
    return page(this.electron, 'ring');
  }

  /** Says a command through the real bridge, as the window does. */
  async ask<Req, Res, F extends string>(command: Command<Req, Res, F>, request: Req): Promise<Reply<Res, F>> {
    return (await this.phone.evaluate(([channel, payload]) => window.offhook.invoke(channel, payload), [
      command.channel,
      request,
    ] as const)) as Reply<Res, F>;
  }

  async calls(): Promise<CallsView> {
    return (await this.phone.evaluate(() => window.offhookSeen['calls/changed'])) as CallsView;
  }

  async lines(): Promise<LineView[]> {
    return (await this.phone.evaluate(() => window.offhookSeen['lines/changed'])) as LineView[];
  }

  /** The first call for which `is` holds, waited for; says what there was when it does not come. */
  call(what: string, is: (call: CallView) => boolean): Promise<CallView> {
    return seen(
      what,
      async () => (await this.calls()).calls.find(is),
      async () => JSON.stringify(await this.calls(), undefined, 1),
    );
  }

  line(what: string, is: (line: LineView) => boolean): Promise<LineView> {
    return seen(
      what,
      async () => (await this.lines()).find(is),
      async () => JSON.stringify(await this.lines(), undefined, 1) + this.output.join(''),
    );
  }

  /** Ends whatever a failed test left behind, so that it does not fail the next one too. */
  async hangUpAll(): Promise<void> {
    for (const call of (await this.calls()).calls)
      if (call.state !== 'ended') await this.ask(calls.hangUp, { id: call.id });
    await eventually(DEADLINE_MS, 'all calls ended', async () =>
      (await this.calls()).calls.every((call) => call.state === 'ended') ? true : undefined,
    );
  }

  /** Quits as a person would, by the menu's Quit: unregisters and closes. */
  async quit(): Promise<void> {
    const gone = new Promise<void>((resolve) => {
      this.electron.process().once('exit', () => {
        resolve();
      });
    });
    await this.electron.evaluate(({ app }) => {
      app.quit();
    });
    await within(DEADLINE_MS, 'the application to quit', gone);
  }

  /** As a crash or a power cut: no farewell. */
  async killHard(): Promise<void> {
    const process = this.electron.process();
    const gone = new Promise<void>((resolve) => {
      process.once('exit', () => {
        resolve();
      });
    });
    process.kill('SIGKILL');
    await within(DEADLINE_MS, 'the killed application to be gone', gone);
  }
}

/** Playwright's loader cannot import the tool statically. */
async function electronPath(): Promise<string> {
  const { ensureElectron } = await import('../../tools/electron.mjs');
  return (await ensureElectron()).path;
}

declare global {
  interface Window {
    offhook: {
      invoke(channel: string, request: unknown): Promise<unknown>;
      subscribe(channel: string, listener: (value: unknown) => void): () => void;
    };
    offhookSeen: Record<string, unknown>;
  }
}

/** Keeps the last snapshot of what tests ask about. */
async function watch(phone: Page): Promise<void> {
  await phone.evaluate(() => {
    window.offhookSeen = {};
    for (const channel of [
      'calls/changed',
      'lines/changed',
      'history/changed',
      'audio/changed',
      'settings/app',
    ]) {
      window.offhook.subscribe(channel, (value) => {
        window.offhookSeen[channel] = value;
      });
    }
  });
  await phone.waitForFunction(() => Object.keys(window.offhookSeen).length >= 5, undefined, {
    timeout: DEADLINE_MS,
  });
}

async function page(electron: ElectronApplication, name: 'phone' | 'ring' | 'media'): Promise<Page> {
  const is = (candidate: Page): boolean => candidate.url().includes(`/${name}/index.html`);
  const there = electron.windows().find(is);
  return there ?? electron.waitForEvent('window', { predicate: is, timeout: DEADLINE_MS });
}

async function seen<T>(
  what: string,
  look: () => Promise<T | undefined>,
  dump: () => Promise<string>,
): Promise<T> {
  try {
    return await eventually(DEADLINE_MS, what, look);
  } catch (error) {
    throw new Error(`${String(error)}\nthere was: ${await dump()}`);
  }
}

function stringEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
