import { Menu, Tray, nativeImage, type MenuItemConstructorOptions } from 'electron';
import type { Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import { messageOf } from '../base/log';
import { nativeText } from './text';

export type TrayIcon = 'idle' | 'registered' | 'unreachable' | 'ringing' | 'in-call' | 'muted';

/** All the tray shows, worked out elsewhere; equal views draw nothing. */
export interface TrayView {
  readonly language: 'de' | 'en';
  readonly icon: TrayIcon;
  readonly lines: readonly {
    readonly label: string;
    readonly state: keyof ReturnType<typeof nativeText>['state'];
  }[];
  readonly calls: readonly {
    readonly id: string;
    readonly who: string;
    readonly state: 'ringing-in' | 'live';
  }[];
}

export interface TrayActions {
  open(): void;
  dial(): void;
  answer(callId: string): void;
  hangUp(callId: string): void;
  quit(): void;
}

/** The tray icon. Desktops without a tray (GNOME) simply do not show it: nothing may depend on it. */
export class TrayMenu implements Disposable {
  #tray: Tray | null = null;
  #shown = '';

  constructor(
    private readonly options: {
      readonly iconPath: (icon: TrayIcon) => string;
      readonly actions: TrayActions;
      readonly log: Log;
    },
  ) {}

  show(view: TrayView): void {
    const key = JSON.stringify(view);
    if (key === this.#shown) return;
    this.#shown = key;
    try {
      const image = nativeImage.createFromPath(this.options.iconPath(view.icon));
      if (process.platform === 'darwin') image.setTemplateImage(true);
      if (this.#tray) this.#tray.setImage(image);
      else this.#tray = this.#create(image);
      this.#tray.setToolTip(tooltip(view));
      this.#tray.setContextMenu(Menu.buildFromTemplate(this.#menu(view)));
    } catch (error) {
      this.options.log('warn', 'tray not available', { error: messageOf(error) });
    }
  }

  dispose(): void {
    this.#tray?.destroy();
    this.#tray = null;
  }

  #create(image: Electron.NativeImage): Tray {
    const tray = new Tray(image);
    tray.on('click', () => {
      this.options.actions.open();
    });
    return tray;
  }

  #menu(view: TrayView): MenuItemConstructorOptions[] {
    const text = nativeText(view.language);
    const { actions } = this.options;
    const lines = view.lines.map((line) => ({
      label: literal(`${line.label}: ${text.state[line.state]}`),
      enabled: false,
    }));
    const calls = view.calls.flatMap((call): MenuItemConstructorOptions[] => {
      const end = {
        click: () => {
          actions.hangUp(call.id);
        },
      };
      return call.state === 'ringing-in'
        ? [
            {
              label: literal(text.answer(call.who)),
              click: () => {
                actions.answer(call.id);
              },
            },
            { label: literal(text.decline(call.who)), ...end },
          ]
        : [{ label: literal(text.hangUp(call.who)), ...end }];
    });
    return [
      ...(lines.length > 0 ? lines : [{ label: text.noLine, enabled: false }]),
      { type: 'separator' },
      ...calls,
      ...(calls.length > 0 ? [{ type: 'separator' } as const] : []),
      {
        label: text.open,
        click: () => {
          actions.open();
        },
      },
      {
        label: text.dial,
        click: () => {
          actions.dial();
        },
      },
      { type: 'separator' },
      {
        label: text.quit,
        click: () => {
          actions.quit();
        },
      },
    ];
  }
}

function tooltip(view: TrayView): string {
  const text = nativeText(view.language);
  const lines = view.lines.map((line) => `${line.label}: ${text.state[line.state]}`);
  return ['Offhook', ...(lines.length > 0 ? lines : [text.noLine])].join('\n');
}

/** In a menu one `&` marks the next letter as its key and is not shown: `1&1` would read `11`. */
function literal(text: string): string {
  return text.replaceAll('&', '&&');
}
