import { readFileSync } from 'node:fs';
import { expect, test, type Page } from 'playwright/test';
import { settings } from '../../src-preload/contract/settings';
import { hear } from '../support/heard';
import { ScriptedHeadset, SCRIPTED_HID } from '../support/hid/scripted-headset';
import { OffhookApp } from '../support/offhook-app';
import { openScratch, type Scratch } from '../support/scratch';
import { proveHeard } from '../support/sound/assert-heard';
import { babble } from '../support/sound/signals';
import { writeWav } from '../support/sound/wav';

const MICROPHONE = babble(20, 1);

test.describe.configure({ mode: 'serial' });

/** A script presses the buttons and sees the lights; from the report descriptor up everything is real. */
test.describe('with a headset', () => {
  let scratch: Scratch;
  let app: OffhookApp;
  let phone: Page;
  let headset: ScriptedHeadset;

  const card = (who: string) => phone.getByRole('region', { name: `Call with ${who}`, exact: true });

  async function dial(number: string): Promise<void> {
    await phone.getByRole('tab', { name: /Recents/ }).click();
    const field = phone.getByRole('combobox', { name: 'Name, number or address' });
    await field.fill(number);
    await field.press('Enter');
  }

  async function openSettings(): Promise<void> {
    await phone.getByRole('tab', { name: 'Settings' }).click();
    await phone.getByRole('tab', { name: 'Headset' }).click();
  }

  test.beforeAll(async () => {
    scratch = openScratch('headset');
    writeWav(scratch.path('microphone.wav'), MICROPHONE);
    app = await OffhookApp.start({
      userData: scratch.path('data'),
      microphone: scratch.path('microphone.wav'),
      environment: SCRIPTED_HID,
    });
    phone = app.phone;
    headset = new ScriptedHeadset(app.electron);
    await app.ask(settings.change, {
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
    });
    await phone.getByRole('button', { name: /Try without a line/ }).click();
    await expect(phone.getByRole('button', { name: 'Line Practice line: Registered' })).toBeVisible();
  });

  test.afterEach(async () => {
    await phone.screenshot({ path: `out/test/headset/${test.info().title.replace(/\W+/g, '-')}.png` });
  });

  test.afterAll(async () => {
    await app.quit();
    scratch.remove();
  });

  test('there is none, and the settings say what to do', async () => {
    await openSettings();
    await expect(phone.getByText('No headset found')).toBeVisible();
  });

  test('it is plugged in: the settings show what it can do', async () => {
    await headset.plug();
    const section = phone.getByRole('region', { name: 'Test Headset' });
    await expect(section.getByText('Ready')).toBeVisible();
    await expect(section.getByText(/^answer and hang up, mute, hold, reject/)).toBeVisible();
  });

  test('its button is tried with two presses, and calls nobody', async () => {
    const section = phone.getByRole('region', { name: 'Test Headset' });
    await section.getByRole('button', { name: 'Try the button' }).click();
    await expect(section.getByText('Press the call button of the headset now.')).toBeVisible();
    await headset.hook(true);
    await expect(section.getByText(/^Seen, \d+ milliseconds?\.$/)).toBeVisible();
    await headset.shows('off-hook');
    await headset.hook(false);
    await expect(section.getByText('The headset answers and hangs up.')).toBeVisible();
    await headset.shows('dark');
    expect((await app.calls()).calls).toEqual([]);
  });

  test('its diagnostics are saved as a file, without the serial number', async () => {
    const path = scratch.path('diagnostics.txt');
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await phone.getByRole('button', { name: 'Save diagnostics…' }).click();
    await expect(phone.getByText('The diagnostics are saved.')).toBeVisible();
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('Test Headset (Maker), 1234:5678');
    expect(text).toContain('<- 01 01 00');
    expect(text).toContain('-> 01 01 00');
    expect(text).not.toContain('SECRET-SERIAL');
  });

  test('601 rings: the light goes on, the button answers, sound flows', async () => {
    await dial('601');
    await app.call('601 to hang up', (call) => call.state === 'ended' && call.remote.number === '601');
    const ringing = await app.call('the call back', ({ state }) => state === 'ringing-in');
    await headset.shows('ring');
    await headset.hook(true);
    await app.call('the answered call', (call) => call.id === ringing.id && call.state === 'established');
    await headset.shows('off-hook');
    const media = await app.media();
    await hear(media, ringing.id, 1);
  });

  test('its mute button mutes, in the window as well', async () => {
    await headset.mute();
    await headset.shows('off-hook mute');
    await expect(card('Practice call back').getByText('Microphone off')).toBeVisible();
    await headset.mute();
    await headset.shows('off-hook');
    await expect(card('Practice call back').getByText('Microphone off')).toHaveCount(0);
  });

  test('flash swaps two calls', async () => {
    await dial('607');
    await expect(card('607').getByText('Talking')).toBeVisible({ timeout: 20_000 });
    await expect(card('Practice call back').getByText('On hold', { exact: true })).toBeVisible();
    await headset.flash();
    await expect(card('Practice call back').getByText('Talking')).toBeVisible();
    await expect(card('607').getByText('On hold', { exact: true })).toBeVisible();
  });

  test('unplugged in a call the call stays; plugged in again it shows it again', async () => {
    await headset.unplug();
    await expect(card('Practice call back').getByText('Talking')).toBeVisible();
    await headset.plug();
    await headset.shows('off-hook');
    await headset.hook(true);
  });

  test('on-hook hangs up the call that is spoken, and taken up again the other one goes on', async () => {
    await headset.hook(false);
    await expect(card('Practice call back')).toHaveCount(0);
    await headset.shows('hold');
    await headset.hook(true);
    await expect(card('607').getByText('Talking')).toBeVisible();
    await headset.shows('off-hook');
    await headset.hook(false);
    await app.call('607 to end', (call) => call.state === 'ended' && call.remote.number === '607');
    await headset.shows('dark');
  });

  test('answered in the window the headset goes off-hook, and its own voice comes back from 600', async () => {
    await dial('600');
    await expect(card('600').getByText('Talking')).toBeVisible();
    await headset.shows('off-hook');
    await headset.hook(true);
    const call = await app.call('the call', ({ state }) => state === 'established');
    const media = await app.media();
    await hear(media, call.id, 6);
    await proveHeard(() => hear(media, call.id, 6), MICROPHONE);
    await headset.hook(false);
    await headset.shows('dark');
  });

  test('reject declines', async () => {
    await dial('601');
    await app.call('the call back', ({ state }) => state === 'ringing-in');
    await headset.shows('ring');
    await headset.reject();
    await expect(phone.getByText('You declined the call.').first()).toBeVisible();
    await headset.shows('dark');
  });

  test('another program’s call is said, and the headset left alone', async () => {
    await openSettings();
    await headset.busy(true);
    await expect(phone.getByText('Another program has a call on this headset.')).toBeVisible();
    await headset.busy(false);
    await expect(phone.getByText('Another program has a call on this headset.')).toHaveCount(0);
  });

  test('without the right to use it, the line that grants it is shown and copied', async () => {
    await headset.unplug();
    await headset.plug(false);
    await expect(phone.getByText('This computer does not let you use the headset’s buttons.')).toBeVisible();
    await phone.getByRole('button', { name: 'Copy the line' }).click();
    const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
    expect(copied).toMatch(/^sudo .*70-offhook-headset\.rules/);
  });
});
