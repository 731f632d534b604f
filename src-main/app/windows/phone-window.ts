import { BrowserWindow, nativeTheme } from 'electron';
import type { Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import { Signal } from '../../base/signal';
import { confined } from './hardening';
import { pageUrl } from './pages';

const WIDTH_PX = 400;
const HEIGHT_PX = 720;

/**
 * The window people see. Closing hides it: the telephone stays reachable until Quit. Where there is no tray to open
 * it again, starting Offhook a second time does.
 */
export class PhoneWindow implements Disposable {
  #window: BrowserWindow | null = null;
  #quitting = false;
  readonly #loading = new Signal<void>();

  /** The page begins anew (first time, reload, crash): what it had open is open no more. */
  readonly onLoading = this.#loading.event;

  constructor(
    private readonly options: {
      readonly log: Log;
      readonly iconPath: string;
    },
  ) {}

  show(): void {
    const window = this.#window ?? this.#open();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  /** From now on closing closes. */
  allowClosing(): void {
    this.#quitting = true;
  }

  dispose(): void {
    this.#quitting = true;
    this.#loading.dispose();
    this.#window?.destroy();
    this.#window = null;
  }

  #open(): BrowserWindow {
    const window = new BrowserWindow({
      width: WIDTH_PX,
      height: HEIGHT_PX,
      minWidth: 340,
      minHeight: 480,
      show: false,
      title: 'Offhook',
      icon: this.options.iconPath,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#16181d' : '#f7f8fa',
      webPreferences: confined('preload-phone'),
    });
    this.#window = window;
    window.on('close', (event) => {
      if (this.#quitting) return;
      event.preventDefault();
      window.hide();
    });
    window.once('closed', () => {
      this.#window = null;
    });
    window.webContents.on('did-start-loading', () => {
      this.#loading.fire();
    });
    window.webContents.on('render-process-gone', (_event, details) => {
      this.options.log('error', 'phone window gone: loading it again', { reason: details.reason });
      if (!this.#quitting && !window.isDestroyed()) window.reload();
    });
    window.loadURL(pageUrl('phone')).catch((error: unknown) => {
      this.options.log('error', 'phone window did not load', { error: String(error) });
    });
    return window;
  }
}
