import { BrowserWindow, screen } from 'electron';
import type { Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import { confined } from './hardening';
import { pageUrl } from './pages';

const WIDTH_PX = 360;
const CARD_HEIGHT_PX = 152;
const MARGIN_PX = 16;

/** The card that shows who rings, above everything, never taking the keyboard. Made on the first call, then kept hidden. */
export class RingWindow implements Disposable {
  #window: BrowserWindow | null = null;
  #shown = 0;

  constructor(private readonly log: Log) {}

  /** Shows cards for `count` ringing calls; none hides the window. */
  update(count: number): void {
    if (count === this.#shown) return;
    this.#shown = count;
    if (count === 0) {
      this.#window?.hide();
      return;
    }
    const window = this.#window ?? this.#open();
    const { workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
    const height = Math.min(CARD_HEIGHT_PX * count, workArea.height - 2 * MARGIN_PX);
    window.setBounds({
      x: workArea.x + workArea.width - WIDTH_PX - MARGIN_PX,
      y: workArea.y + MARGIN_PX,
      width: WIDTH_PX,
      height,
    });
    window.showInactive();
    window.moveTop();
  }

  dispose(): void {
    this.#window?.destroy();
    this.#window = null;
  }

  #open(): BrowserWindow {
    const window = new BrowserWindow({
      show: false,
      frame: false,
      resizable: false,
      movable: true,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      // A space typed in a letter must never answer a call.
      focusable: false,
      acceptFirstMouse: true,
      alwaysOnTop: true,
      width: WIDTH_PX,
      height: CARD_HEIGHT_PX,
      title: 'Offhook',
      webPreferences: confined('preload-phone'),
    });
    window.setAlwaysOnTop(true, 'screen-saver');
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true });
    this.#window = window;
    const forget = (): void => {
      if (this.#window !== window) return;
      this.#window = null;
      this.#shown = 0;
    };
    window.once('closed', forget);
    window.webContents.once('render-process-gone', (_event, details) => {
      this.log('error', 'ringing card gone', { reason: details.reason });
      const shown = this.#shown;
      forget();
      if (!window.isDestroyed()) window.destroy();
      this.update(shown);
    });
    window.loadURL(pageUrl('ring')).catch((error: unknown) => {
      this.log('error', 'ringing card did not load', { error: String(error) });
    });
    return window;
  }
}
