import {
  BrowserWindow,
  MessageChannelMain,
  ipcMain,
  type IpcMainEvent,
  type MessagePortMain,
} from 'electron';
import * as v from 'valibot';
import { DisposableStore, NOTHING_TO_DISPOSE, disposable, type Disposable } from '../../base/disposable';
import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import { Signal } from '../../base/signal';
import type { DesiredAudio } from '../../phone/audio/desired-audio';
import { mediaIpc, type MediaReport } from '../../../src-preload/contract/media';
import { confined, fromOwnPage } from './hardening';
import { isPage, pageUrl } from './pages';

const REOPEN_DELAY_MS = 200;
/** A page that has not said `ready` by then never will; starting takes well under a second. */
const READY_DEADLINE_MS = 15_000;

/** The hidden window that is the sound engine. When it dies it is opened again; whoever listens to `onReady` reconnects it. */
export class MediaWindow implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #ready = this.#owned.add(new Signal<void>());
  readonly #report = this.#owned.add(new Signal<MediaReport>());
  #window: BrowserWindow | null = null;
  #isReady = false;
  #desired: DesiredAudio | null = null;
  #deadline: Disposable = NOTHING_TO_DISPOSE;

  /** The page listens: hand it a port with `connect`. */
  readonly onReady = this.#ready.event;
  readonly onReport = this.#report.event;

  constructor(private readonly options: { readonly clock: Clock; readonly log: Log }) {
    const listener = (event: IpcMainEvent, message: unknown): void => {
      this.#receive(event, message);
    };
    ipcMain.on(mediaIpc.report, listener);
    this.#owned.add(disposable(() => ipcMain.removeListener(mediaIpc.report, listener)));
  }

  open(): void {
    if (!this.#window) this.#open();
  }

  /** True while a page is there that can take a port. */
  get isReady(): boolean {
    return this.#isReady;
  }

  owns(contents: Electron.WebContents | null): boolean {
    return contents !== null && this.#window?.webContents === contents;
  }

  /** A fresh channel to the page; the returned end goes to the line process. */
  connect(): MessagePortMain | null {
    if (!this.#isReady || !this.#window) return null;
    const { port1, port2 } = new MessageChannelMain();
    this.#window.webContents.postMessage(mediaIpc.port, null, [port1]);
    return port2;
  }

  desire(audio: DesiredAudio): void {
    this.#desired = audio;
    if (this.#isReady) this.#window?.webContents.send(mediaIpc.desired, audio);
  }

  testTone(role: 'hear' | 'ring'): boolean {
    if (!this.#isReady) return false;
    this.#window?.webContents.send(mediaIpc.testTone, role);
    return true;
  }

  /** Lets the person hear which keys they pressed. */
  keys(pressed: string): void {
    if (this.#isReady) this.#window?.webContents.send(mediaIpc.keys, pressed);
  }

  testVoice(): boolean {
    if (!this.#isReady) return false;
    this.#window?.webContents.send(mediaIpc.testVoice);
    return true;
  }

  dispose(): void {
    this.#deadline.dispose();
    this.#owned.dispose();
    this.#window?.destroy();
    this.#window = null;
  }

  #open(): void {
    const window = new BrowserWindow({
      show: false,
      width: 200,
      height: 200,
      skipTaskbar: true,
      webPreferences: { ...confined('preload-media'), backgroundThrottling: false },
    });
    this.#window = window;
    this.#deadline.dispose();
    this.#deadline = this.options.clock.after(READY_DEADLINE_MS, () => {
      this.options.log('error', 'media window does not get ready: opening it again');
      this.#reopen(window);
    });
    window.webContents.once('render-process-gone', (_event, details) => {
      this.options.log('error', 'media window gone: opening it again', { reason: details.reason });
      this.#reopen(window);
    });
    window.once('closed', () => {
      if (this.#window === window) this.#reopen(window);
    });
    window.loadURL(pageUrl('media')).catch((error: unknown) => {
      this.options.log('error', 'media window did not load', { error: String(error) });
    });
  }

  #reopen(gone: BrowserWindow): void {
    if (this.#window !== gone || this.#owned.isDisposed) return;
    this.#window = null;
    this.#isReady = false;
    if (!gone.isDestroyed()) gone.destroy();
    const timer = this.#owned.add(
      this.options.clock.after(REOPEN_DELAY_MS, () => {
        this.#owned.release(timer);
        this.open();
      }),
    );
  }

  #receive(event: IpcMainEvent, message: unknown): void {
    if (!this.owns(event.sender) || !fromOwnPage(event, (url) => isPage(url, 'media'))) return;
    const parsed = v.safeParse(mediaIpc.reportSchema, message);
    if (!parsed.success) {
      this.options.log('error', 'media window said something malformed', {
        issue: parsed.issues[0].message,
      });
      return;
    }
    if (parsed.output.kind === 'ready') {
      this.#isReady = true;
      this.#deadline.dispose();
      if (this.#desired) this.desire(this.#desired);
      this.#ready.fire();
    } else {
      this.#report.fire(parsed.output);
    }
  }
}
