import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright';
import { expect, test } from 'playwright/test';
import type { FakeBridge } from '../support/fake-bridge';
import {
  axeViolations,
  blockedIn,
  openBareWindow,
  showPage,
  type PageLook,
} from '../support/page-with-fake-main';
import {
  app,
  audio,
  busy,
  calling,
  callsOf,
  everyday,
  headset,
  headsets,
  held,
  home,
  NOW_MS,
  office,
  practice,
  ringing,
  talking,
  waiting,
} from '../support/window-states';

const PICTURES = join(__dirname, '..', '..', 'out', 'test', 'views');

interface View {
  readonly snapshots?: Readonly<Record<string, unknown>>;
  readonly replies?: Readonly<Record<string, unknown>>;
  readonly page?: PageLook['page'];
  readonly sizes?: readonly (readonly [number, number])[];
  readonly open?: (page: Page) => Promise<void>;
}

const noHistory = { 'history/changed': { entries: [], total: 0, unseenMissed: 0 } };
const settingsTab = (section: RegExp) => async (page: Page) => {
  await page.keyboard.press('Control+2');
  await page.getByRole('tab', { name: section }).click();
};
const openEditor = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+2');
  await page.getByRole('button', { name: /Edit line|Leitung bearbeiten/ }).click();
};

const views: Readonly<Record<string, View>> = {
  'first-start': { snapshots: { ...noHistory, 'lines/changed': [] } },
  'preset-refused': {
    snapshots: { 'lines/changed': [] },
    replies: { 'lines/test': { ok: true, value: home.registration } },
    open: async (page) => {
      await page.getByRole('button', { name: /FRITZ/ }).click();
      await page.getByRole('textbox').first().fill('621');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: /Save anyway|Trotzdem/ }).waitFor();
    },
  },
  recents: {
    sizes: [
      [340, 720],
      [400, 720],
      [800, 720],
      [200, 360],
    ],
  },
  'no-calls': { snapshots: noHistory },
  practice: { snapshots: { ...noHistory, 'lines/changed': [practice] } },
  suggestions: {
    open: async (page) => {
      await page.getByRole('combobox').fill('an');
      await page.keyboard.press('ArrowDown');
    },
  },
  'dial-pad': { open: (page) => page.getByRole('button', { name: /^(Dial pad|Wähltasten)$/ }).click() },
  calling: { snapshots: { 'calls/changed': callsOf([calling], 'calling') } },
  ringing: { snapshots: { 'calls/changed': callsOf([ringing]) } },
  talking: {
    snapshots: { 'calls/changed': callsOf([talking, held, waiting], 'talking') },
    sizes: [
      [400, 720],
      [800, 720],
      [200, 360],
    ],
  },
  refused: {
    snapshots: {
      'calls/changed': callsOf(
        [
          { ...talking, muted: true, refused: 'hold' },
          { ...held, hold: 'none', refused: 'resume' },
        ],
        'talking',
      ),
    },
  },
  referral: {
    snapshots: {
      'calls/changed': callsOf(
        [{ ...talking, referral: { target: { uri: 'sip:23@pbx.example', name: 'Carol', number: '23' } } }],
        'talking',
      ),
    },
  },
  lock: {
    snapshots: { 'calls/changed': callsOf([talking], 'talking') },
    open: (page) => page.getByRole('button', { name: /^(Encrypted|Verschlüsselt):/ }).click(),
  },
  keypad: {
    snapshots: { 'calls/changed': callsOf([talking], 'talking') },
    open: (page) => page.getByRole('button', { name: /^(Keypad|Tastenfeld)$/ }).click(),
  },
  ended: { snapshots: { 'calls/changed': callsOf([busy]) }, open: (page) => page.locator('summary').click() },
  trouble: {
    snapshots: {
      'lines/changed': [office, home, { ...home, id: 'sales', registration: { state: 'password-needed' } }],
      'settings/app': {
        ...app,
        lineProcess: 'restarting',
        problem: { kind: 'storage', detail: 'SQLITE_FULL' },
      },
    },
  },
  lines: {
    snapshots: { 'lines/changed': [office, home] },
    open: (page) => page.locator('header button').first().click(),
  },
  headset: { open: settingsTab(/Headset/) },
  'headset-none': {
    open: settingsTab(/Headset/),
    snapshots: { 'headsets/changed': { ...headsets, headsets: [] } },
  },
  'headset-trial': {
    open: settingsTab(/Headset/),
    snapshots: {
      'headsets/changed': {
        ...headsets,
        trial: { step: 'press-again', id: headset.id, pressedAtMs: NOW_MS - 43 },
      },
    },
  },
  'headset-trouble': {
    open: settingsTab(/Headset/),
    snapshots: {
      'headsets/changed': {
        ...headsets,
        headsets: [
          { ...headset, id: 'a', access: 'not-permitted', selected: false, last: null },
          {
            ...headset,
            id: 'b',
            name: 'Blackwire 3220',
            use: 'elsewhere',
            functions: ['answer', 'off-hook-light'],
          },
        ],
        quirkProblems: ['/etc/offhook/headset-quirks.json, 2: vendor must be four hexadecimal digits'],
        permissionFix: 'sudo cp 70-offhook-headset.rules /etc/udev/rules.d/',
      },
    },
  },
  'muted-by-headset': {
    snapshots: {
      'calls/changed': callsOf([{ ...talking, muted: true }], 'talking'),
      'headsets/changed': { ...headsets, mutedCallId: 'talking' },
    },
  },
  'settings-lines': {
    open: settingsTab(/Lines|Leitungen/),
    snapshots: { 'lines/changed': [office, practice] },
  },
  'settings-line': {
    open: async (page) => {
      await openEditor(page);
      await page.locator('summary').click();
    },
  },
  'remove-line': {
    open: async (page) => {
      await openEditor(page);
      await page.getByRole('button', { name: /Remove line|Leitung entfernen/ }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  'settings-audio': {
    open: settingsTab(/Audio/),
    snapshots: { 'audio/changed': { ...audio, microphone: 'denied' } },
  },
  unheard: {
    snapshots: {
      'audio/changed': { ...audio, microphone: 'none' },
      'calls/changed': callsOf([talking], 'talking'),
    },
  },
  'settings-general': { open: settingsTab(/General|Allgemein/) },
  'settings-about': { open: settingsTab(/About|Über/) },
  shortcuts: {
    open: (page) => page.getByRole('button', { name: /Show keyboard shortcuts|Tastenkürzel zeigen/ }).click(),
  },
  'ringing-card': {
    page: 'ring',
    sizes: [[360, 304]],
    snapshots: { 'ring/changed': { calls: [ringing, waiting], lineLabels: { office: 'Office' } } },
  },
};

const looks = [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'de' },
] as const;

let electron: ElectronApplication;

test.beforeAll(async () => {
  electron = await openBareWindow();
});

test.afterAll(async () => {
  await electron.close();
});

const asked = (page: Page): Promise<FakeBridge['asked']> =>
  page.evaluate(() => (window as unknown as { offhook: FakeBridge }).offhook.asked);

for (const [name, view] of Object.entries(views))
  for (const look of looks)
    for (const [widthPx, heightPx] of view.sizes ?? [[400, 720]])
      test(`${name} ${look.theme} ${look.language} ${String(widthPx)}`, async () => {
        const main = { snapshots: everyday(view.snapshots), replies: view.replies ?? {} };
        const page = await showPage(electron, main, {
          page: view.page ?? 'phone',
          ...look,
          widthPx,
          heightPx,
        });
        await view.open?.(page);
        await page.screenshot({
          path: join(PICTURES, `${name}-${look.theme}-${look.language}-${String(widthPx)}.png`),
        });
        expect(await axeViolations(page)).toEqual([]);
        expect(await blockedIn(page)).toEqual([]);
        const scrolls = await page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight);
        expect(scrolls, 'only a small window scrolls as a whole').toBe(
          heightPx < 520 && view.page !== 'ring',
        );
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, 'nothing runs out of the window sideways').toBeLessThanOrEqual(0);
        await page.close();
      });

test.describe('by keyboard alone', () => {
  const look: PageLook = { page: 'phone', language: 'en', theme: 'light', widthPx: 400, heightPx: 720 };
  const show = (snapshots: Readonly<Record<string, unknown>> = {}): Promise<Page> =>
    showPage(electron, { snapshots: everyday(snapshots) }, look);

  test('a number is typed and dialled from the start', async () => {
    const page = await show();
    await page.keyboard.type('600');
    await page.keyboard.press('Enter');
    expect(await asked(page)).toContainEqual({
      channel: 'calls/dial',
      request: { typed: '600', lineId: null },
    });
    await page.close();
  });

  test('a suggestion is chosen with the arrow and dialled with Enter', async () => {
    const page = await show();
    await page.keyboard.type('bob');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const request = { typed: 'sip:105@pbx.example.com', lineId: null };
    expect(await asked(page)).toContainEqual({ channel: 'calls/dial', request });
    await page.close();
  });

  test('in a call digits are tones, M mutes and H holds', async () => {
    const page = await show({ 'calls/changed': callsOf([talking], 'talking') });
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.type('5mh');
    const seen = await asked(page);
    expect(seen).toContainEqual({ channel: 'calls/dtmf', request: { id: 'talking', digits: '5' } });
    expect(seen).toContainEqual({ channel: 'calls/mute', request: { id: 'talking', muted: true } });
    expect(seen).toContainEqual({ channel: 'calls/hold', request: { id: 'talking', held: true } });
    await page.close();
  });

  test('Enter answers what rings and Esc declines it', async () => {
    const page = await show({ 'calls/changed': callsOf([ringing]) });
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    const seen = await asked(page);
    expect(seen).toContainEqual({ channel: 'calls/answer', request: { id: 'ringing' } });
    expect(seen).toContainEqual({ channel: 'calls/decline', request: { id: 'ringing' } });
    await page.close();
  });

  test('a deleted call can be brought back', async () => {
    const page = await show();
    await page.getByRole('button', { name: 'Delete Anna Schmidt from the list' }).first().press('Enter');
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    expect((await asked(page)).map(({ channel }) => channel)).toContain('history/restore');
    await page.close();
  });
});

test('a long press on 0 types a plus', async () => {
  const look: PageLook = { page: 'phone', language: 'en', theme: 'light', widthPx: 400, heightPx: 720 };
  const page = await showPage(electron, { snapshots: everyday() }, look);
  await page.getByRole('button', { name: 'Dial pad' }).click();
  await page.getByRole('button', { name: /^0/ }).hover();
  await page.mouse.down();
  await expect(page.getByRole('combobox')).toHaveValue('+');
  await page.mouse.up();
  await expect(page.getByRole('combobox')).toHaveValue('+');
  await page.close();
});
