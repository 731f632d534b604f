import { expect, test, type Page } from 'playwright/test';
import { settings } from '../../src-preload/contract/settings';
import { hear } from '../support/heard';
import { OffhookApp } from '../support/offhook-app';
import { openScratch, type Scratch } from '../support/scratch';
import { proveHeard } from '../support/sound/assert-heard';
import { babble } from '../support/sound/signals';
import { writeWav } from '../support/sound/wav';

const MICROPHONE = babble(20, 1);

test.describe.configure({ mode: 'serial' });

/** Somebody who has never seen a SIP account, from the first start to the second. */
test.describe('a newcomer', () => {
  let scratch: Scratch;
  let app: OffhookApp;
  let phone: Page;

  const start = async (): Promise<void> => {
    app = await OffhookApp.start({
      userData: scratch.path('data'),
      microphone: scratch.path('microphone.wav'),
    });
    phone = app.phone;
  };
  const field = () => phone.getByRole('combobox', { name: 'Name, number or address' });
  const card = (who: string) => phone.getByRole('region', { name: `Call with ${who}`, exact: true });

  async function practise(): Promise<void> {
    await phone.getByRole('button', { name: /Try without a line/ }).click();
    await expect(phone.getByRole('button', { name: 'Line Practice line: Registered' })).toBeVisible();
  }

  async function dial(number: string): Promise<void> {
    await field().fill(number);
    await expect(phone.getByText(`will dial ${number}`)).toBeVisible();
    await field().press('Enter');
  }

  async function hangUp(who: string): Promise<void> {
    await card(who).getByRole('button', { name: 'Hang up' }).click();
    await expect(card(who)).toHaveCount(0);
  }

  test.beforeAll(async () => {
    scratch = openScratch('newcomer');
    writeWav(scratch.path('microphone.wav'), MICROPHONE);
    await start();
  });

  test.afterEach(async () => {
    await phone.screenshot({ path: `out/test/newcomer/${test.info().title.replace(/\W+/g, '-')}.png` });
  });

  test.afterAll(async () => {
    await app.quit();
    scratch.remove();
  });

  test('is asked where the line is, and tries without one', async () => {
    await expect(phone.getByRole('heading', { name: 'Where is your telephone line?' })).toBeVisible();
    await practise();
  });

  test('dials 600 and hears the own voice', async () => {
    // As it was said: what the browser does to a voice is the browser's.
    await app.ask(settings.change, {
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
    });
    await dial('600');
    await expect(card('600').getByText('Talking')).toBeVisible();
    const call = await app.call('the call', ({ state }) => state === 'established');
    const media = await app.media();
    // The greeting lasts 5 to 6 s, then the echo begins.
    await hear(media, call.id, 6);
    await proveHeard(() => hear(media, call.id, 6), MICROPHONE);
  });

  test('mutes, and is not heard any more', async () => {
    const mute = card('600').getByRole('button', { name: 'Mute' });
    await mute.click();
    await expect(mute).toHaveAttribute('aria-pressed', 'true');
    await expect(card('600').getByText('Microphone off')).toBeVisible();
    const call = await app.call('the call', ({ state }) => state === 'established');
    const heard = await hear(await app.media(), call.id, 3);
    const late = heard.samples.subarray(-heard.rateHz);
    expect(Math.max(...late.map(Math.abs))).toBeLessThan(0.01);
    await mute.click();
    await expect(mute).toHaveAttribute('aria-pressed', 'false');
    await hangUp('600');
  });

  test('sends digits to 605 and gets them back', async () => {
    await dial('605');
    await expect(card('605').getByText('Talking')).toBeVisible();
    await card('605').getByRole('button', { name: 'Keypad' }).click();
    for (const digit of ['5', '9', 'Hash'])
      await card('605').getByRole('button', { name: digit, exact: true }).click();
    await expect(card('605').getByText('Sent: 59#')).toBeVisible();
    await expect(card('605').getByText('They sent: 59#')).toBeVisible({ timeout: 20_000 });
    await hangUp('605');
  });

  test('is rung back by 601 and answers on the card, which took no focus', async () => {
    await dial('601');
    await app.call('601 to hang up', (call) => call.state === 'ended' && call.remote.number === '601');
    await field().focus();
    const ringing = await app.call('the call back', ({ state }) => state === 'ringing-in');
    const ring = await app.ring();
    await expect(ring.getByRole('region', { name: 'Incoming call from Practice call back' })).toBeVisible();
    await ring.screenshot({ path: 'out/test/newcomer/ringing-card.png' });
    await expect(field()).toBeFocused();
    await ring.getByRole('button', { name: 'Answer' }).click();
    await app.call('the answered call', (call) => call.id === ringing.id && call.state === 'established');
    await expect(card('Practice call back').getByText('Talking')).toBeVisible();
  });

  test('takes a second call: the first is held, and comes back on Resume', async () => {
    await dial('607');
    await expect(card('607').getByText('Talking')).toBeVisible({ timeout: 20_000 });
    await expect(card('Practice call back').getByText('On hold', { exact: true })).toBeVisible();
    await card('Practice call back').getByRole('button', { name: 'Resume' }).click();
    await expect(card('Practice call back').getByText('Talking')).toBeVisible();
    await expect(card('607').getByText('On hold', { exact: true })).toBeVisible();
    await hangUp('607');
    await hangUp('Practice call back');
  });

  test('holds and resumes by the keyboard', async () => {
    await dial('602');
    await expect(card('602').getByText('Talking')).toBeVisible();
    await card('602').getByRole('button', { name: 'Mute' }).focus();
    await phone.keyboard.press('h');
    await expect(card('602').getByText('On hold', { exact: true })).toBeVisible();
    await phone.keyboard.press('h');
    await expect(card('602').getByText('Talking')).toBeVisible();
    await hangUp('602');
  });

  test('is told that 603 is busy, and that 604 does not answer when giving up', async () => {
    await dial('603');
    await expect(phone.getByText('603 is busy.').first()).toBeVisible();
    await dial('604');
    await expect(card('604').getByText('Ringing…')).toBeVisible();
    await hangUp('604');
    await expect(phone.getByText('You hung up before they answered.').first()).toBeVisible();
  });

  test('is told when a number does not exist', async () => {
    await dial('699');
    await expect(phone.getByText('699 does not exist at this exchange.').first()).toBeVisible();
  });

  test('calls back from Recents', async () => {
    await phone
      .getByRole('button', { name: /Call 602, / })
      .first()
      .click();
    await expect(card('602').getByText('Talking')).toBeVisible();
    await hangUp('602');
  });

  test('declines a call that rings', async () => {
    await dial('601');
    await app.call('the call back', ({ state }) => state === 'ringing-in');
    await phone.getByRole('button', { name: 'Decline' }).click();
    await expect(phone.getByText('You declined the call.').first()).toBeVisible();
  });

  test('finds the calls again after quitting', async () => {
    await app.quit();
    await start();
    await practise();
    await expect(phone.getByRole('button', { name: /Call 605, / })).toBeVisible();
  });

  test('finds the last call again after kill -9', async () => {
    await dial('608');
    await app.call('the answered call', ({ state }) => state === 'established');
    await app.killHard();
    await start();
    await practise();
    await expect(phone.getByRole('button', { name: /Call 608, / })).toBeVisible();
  });
});
