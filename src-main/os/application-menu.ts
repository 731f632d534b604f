import { Menu, type MenuItemConstructorOptions } from 'electron';
import { nativeText } from './text';

export interface ApplicationMenuActions {
  dial(): void;
  quit(): void;
}

/**
 * The menu bar: on macOS always there, elsewhere behind Alt. It makes Quit reachable where there is no tray, and
 * replaces Electron's own, which is English and offers to reload the page.
 */
export function showApplicationMenu(language: 'de' | 'en', actions: ApplicationMenuActions): void {
  const text = nativeText(language);
  const role = (name: NonNullable<MenuItemConstructorOptions['role']>, label: string) => ({
    role: name,
    label,
  });
  const separator = { type: 'separator' } as const;
  const template: MenuItemConstructorOptions[] = [
    {
      label: 'Offhook',
      submenu: [
        {
          label: text.dial,
          click: () => {
            actions.dial();
          },
        },
        role('close', text.closeWindow),
        separator,
        {
          label: text.quit,
          accelerator: 'CommandOrControl+Q',
          click: () => {
            actions.quit();
          },
        },
      ],
    },
    {
      label: text.edit,
      submenu: [
        role('undo', text.undo),
        role('redo', text.redo),
        separator,
        role('cut', text.cut),
        role('copy', text.copy),
        role('paste', text.paste),
        role('selectAll', text.selectAll),
      ],
    },
    {
      label: text.view,
      submenu: [
        role('resetZoom', text.resetZoom),
        role('zoomIn', text.zoomIn),
        role('zoomOut', text.zoomOut),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
