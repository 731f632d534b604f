import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { calls } from '../../src-preload/contract/calls';
import { lines } from '../../src-preload/contract/lines';
import { settings } from '../../src-preload/contract/settings';
import { eventually } from '../support/deadline';
import { hear } from '../support/heard';
import { OffhookApp } from '../support/offhook-app';
import { openScratch, type Scratch } from '../support/scratch';
import { proveHeard } from '../support/sound/assert-heard';
import { babble } from '../support/sound/signals';
import { writeWav } from '../support/sound/wav';

const MICROPHONE = babble(20, 1);
/** What people are promised: the line is back this soon. */
const BACK_MS = 3000;

test.describe.configure({ mode: 'serial' });

/** Parts of the application die; the telephone does not. */
test.describe('when something dies', () => {
  let scratch: Scratch;
  let app: OffhookApp;

  test.beforeAll(async () => {
    scratch = openScratch('failures');
    writeWav(scratch.path('microphone.wav'), MICROPHONE);
    app = await OffhookApp.start({
      userData: scratch.path('data'),
      microphone: scratch.path('microphone.wav'),
    });
    await app.ask(settings.change, {
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
    });
    await app.ask(lines.practice, { on: true });
    await app.line('the practice line', ({ registration }) => registration.state === 'registered');
  });

  test.afterAll(async () => {
    await app.quit();
    scratch.remove();
  });

  async function talking(number: string): Promise<string> {
    const dialled = await app.ask(calls.dial, { typed: number, lineId: null });
    if (!dialled.ok) throw new Error(dialled.error.kind);
    const call = await app.call(
      'an answered call',
      ({ id, state }) => id === dialled.value.id && (state === 'established' || state === 'ended'),
    );
    if (call.state === 'ended') throw new Error(`the call ended: ${JSON.stringify(call.why)}`);
    return dialled.value.id;
  }

  test('the line process, by kill -9: registered again in 3 s, the call ends with an honest reason, windows stay', async () => {
    const id = await talking('602');
    const pid = await app.electron.evaluate(
      ({ app: electron }) =>
        electron.getAppMetrics().find(({ name, serviceName }) => [name, serviceName].includes('offhook-line'))
          ?.pid,
    );
    if (pid === undefined) throw new Error('no line process');
    const marked = await app.phone.evaluate(() => ((window as unknown as { mark: number }).mark = 1));
    expect(marked).toBe(1);
    const killedAtMs = Date.now();
    process.kill(pid, 'SIGKILL');
    const ended = await app.call('the end', (call) => call.id === id && call.state === 'ended');
    expect(ended.state === 'ended' && ended.why).toEqual({ kind: 'line-restarted' });
    await app.line('the practice line again', ({ registration }) => registration.state === 'registered');
    expect(Date.now() - killedAtMs).toBeLessThan(BACK_MS);
    await expect(
      app.phone.getByText('Offhook’s telephone part had to start again and lost the call.').first(),
    ).toBeVisible();
    expect(await app.phone.evaluate(() => (window as unknown as { mark: number }).mark)).toBe(1);
    const next = await talking('602');
    await app.ask(calls.hangUp, { id: next });
  });

  test('the media window: it is opened again and the live call gets its sound back', async () => {
    const id = await talking('600');
    const media = await app.crashMedia();
    await hear(media, id, 6);
    await proveHeard(() => hear(media, id, 6), MICROPHONE);
    await app.ask(calls.hangUp, { id });
  });

  test('the window, closed: the telephone goes on, and a second start shows it again', async () => {
    const window = (method: 'close' | 'isVisible') =>
      app.electron.evaluate(({ BrowserWindow }, wanted) => {
        const phone = BrowserWindow.getAllWindows().find(({ webContents }) =>
          webContents.getURL().includes('/phone/'),
        );
        return phone?.[wanted]() ?? null;
      }, method);
    await window('close');
    expect(await window('isVisible')).toBe(false);
    const id = await talking('602');
    await app.ask(calls.hangUp, { id });
    expect(await OffhookApp.hand(scratch.path('data'), [])).toBe(0);
    await eventually(10_000, 'the window', async () =>
      (await window('isVisible')) === true ? true : undefined,
    );
  });

  test('a link that is clicked somewhere stands in the field, and is not dialled', async () => {
    expect(await OffhookApp.hand(scratch.path('data'), ['tel:+49-221-5550142'])).toBe(0);
    const field = app.phone.getByRole('combobox', { name: 'Name, number or address' });
    await expect(field).toHaveValue('tel:+49-221-5550142');
    await expect(field).toBeFocused();
    await expect(app.phone.getByText(/will dial/i)).toBeVisible();
    expect((await app.calls()).calls.filter(({ state }) => state !== 'ended')).toEqual([]);
    await field.fill('');
  });

  test('a broken file of lines names the field and the line, and changes nothing', async () => {
    const before = await app.lines();
    const file = scratch.path('lines.json');
    writeFileSync(
      file,
      '{\n  "lines": [\n    { "user": "ada", "domain": "pbx.example" },\n    { "user": "bob", "domain": 7 }\n  ]\n}\n',
    );
    const second = await OffhookApp.hand(scratch.path('data'), ['--import', file]);
    expect(second).toBe(0);
    await app.phone.getByRole('alert').getByText('Details', { exact: true }).click();
    await expect(app.phone.getByText(/lines\[1\]\.domain/)).toBeVisible();
    await expect(app.phone.getByText(/line 4/)).toBeVisible();
    expect((await app.lines()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(readFileSync(file, 'utf8')).toContain('"domain": 7');
  });
});
