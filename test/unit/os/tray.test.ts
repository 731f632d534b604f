import type { MenuItemConstructorOptions } from 'electron';
import { expect, test, vi } from 'vitest';
import { silentLog } from '../../../src-main/base/log';
import { TrayMenu } from '../../../src-main/os/tray';

const shown = vi.hoisted(() => ({ template: [] as MenuItemConstructorOptions[], toolTip: '' }));

vi.mock('electron', () => ({
  Menu: {
    buildFromTemplate: (template: MenuItemConstructorOptions[]) => {
      shown.template = template;
    },
  },
  Tray: class {
    readonly on = vi.fn();
    readonly setContextMenu = vi.fn();
    readonly setToolTip = (text: string): void => {
      shown.toolTip = text;
    };
  },
  nativeImage: { createFromPath: () => ({ setTemplateImage: vi.fn() }) },
}));

test('an ampersand in a name stays one: it marks no key', () => {
  const actions = { open: vi.fn(), dial: vi.fn(), answer: vi.fn(), hangUp: vi.fn(), quit: vi.fn() };
  const tray = new TrayMenu({ iconPath: () => '', actions, log: silentLog });
  tray.show({
    language: 'en',
    icon: 'ringing',
    lines: [{ label: '1&1', state: 'registered' }],
    calls: [
      { id: 'a', who: 'Smith & Sons', state: 'ringing-in' },
      { id: 'b', who: 'C&A', state: 'live' },
    ],
  });
  expect(shown.template.map(({ label }) => label)).toEqual(
    expect.arrayContaining([
      '1&&1: reachable',
      'Answer Smith && Sons',
      'Decline Smith && Sons',
      'Hang up C&&A',
    ]),
  );
  expect(shown.toolTip).toContain('1&1: reachable');
});
