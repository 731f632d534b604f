import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from 'playwright/test';
import { settings } from '../../src-preload/contract/settings';
import { decode } from '../../src-main/practice/g711';
import { hear } from '../support/heard';
import { OffhookApp } from '../support/offhook-app';
import { openScratch } from '../support/scratch';
import { correlation } from '../support/sound/correlation';
import { joined, repeated, type Sound } from '../support/sound/sound';
import { silence } from '../support/sound/signals';
import { writeWav } from '../support/sound/wav';

const ROOT = join(__dirname, '..', '..');
const OUT = join(ROOT, 'out', 'tour');
/** The greeting of 600 lasts 5 to 6 s; what comes after it is the echo. */
const GREETING_S = 6.5;

/** A sentence that the app brings along, spoken over and over with a pause. */
function sentence(): Sound {
  const coded = readFileSync(join(ROOT, 'assets', 'prompts', 'en', 'kim.al'));
  const spoken = {
    rateHz: 8000,
    samples: Float32Array.from(decode('PCMA', coded), (sample) => sample / 32_768),
  };
  return joined(spoken, silence(1, 8000));
}

test('Offhook on its practice line', async () => {
  mkdirSync(OUT, { recursive: true });
  const scratch = openScratch('tour');
  const said = sentence();
  writeWav(scratch.path('microphone.wav'), said);
  let app: OffhookApp | undefined;
  try {
    const started = await test.step('starts', () =>
      OffhookApp.start({ userData: scratch.path('data'), microphone: scratch.path('microphone.wav') }));
    app = started;
    await tour(started, said);
  } finally {
    await app?.quit();
    scratch.remove();
  }
});

async function tour(app: OffhookApp, said: Sound): Promise<void> {
  const { phone } = app;
  const field = phone.getByRole('combobox', { name: 'Name, number or address' });
  const card = (who: string) => phone.getByRole('region', { name: `Call with ${who}`, exact: true });
  const dial = async (number: string): Promise<void> => {
    await field.fill(number);
    await field.press('Enter');
  };
  await app.ask(settings.change, { theme: 'light' });
  await picture(phone, '1-first-start');

  await test.step('“Try without a line”: registered with the practice exchange', async () => {
    await phone.getByRole('button', { name: /Try without a line/ }).click();
    await expect(phone.getByRole('button', { name: 'Line Practice line: Registered' })).toBeVisible();
  });
  await picture(phone, '2-practice');

  await test.step('600 answers', async () => {
    await dial('600');
    await expect(card('600').getByText('Talking')).toBeVisible();
  });
  await test.step('a spoken sentence comes back from 600', () => echo(app, said));
  await picture(phone, '3-echo');
  await hangUp(phone, '600');

  await test.step('601 calls back and is answered on the card', async () => {
    await dial('601');
    await app.call('the call back', ({ state }) => state === 'ringing-in');
    const ring = await app.ring();
    await expect(ring.getByRole('button', { name: 'Answer' })).toBeVisible();
    await picture(ring, '4-ringing-card');
    await picture(phone, '4-ringing');
    await ring.getByRole('button', { name: 'Answer' }).click();
    await expect(card('Practice call back').getByText('Talking')).toBeVisible();
  });
  await test.step('the call is held', async () => {
    await card('Practice call back').getByRole('button', { name: 'Hold' }).click();
    await expect(card('Practice call back').getByText('On hold')).toBeVisible();
  });
  await test.step('a second call: 607 answers while the first is held', async () => {
    await dial('607');
    await expect(card('607').getByText('Talking')).toBeVisible();
  });
  await picture(phone, '5-two-calls', 'phone-light');
  await app.ask(settings.change, { theme: 'dark' });
  await picture(phone, '5-two-calls-dark', 'phone-dark');
  await test.step('both are hung up', async () => {
    await hangUp(phone, '607');
    await hangUp(phone, 'Practice call back');
  });
  await picture(phone, '6-afterwards-dark');
}

async function hangUp(phone: Page, who: string): Promise<void> {
  const card = phone.getByRole('region', { name: `Call with ${who}`, exact: true });
  await card.getByRole('button', { name: 'Hang up' }).click();
  await expect(card).toHaveCount(0);
}

/** Records what 600 sends back, and looks for the sentence in it. */
async function echo(app: OffhookApp, said: Sound): Promise<void> {
  const call = await app.call('the call', ({ state }) => state === 'established');
  const media = await app.media();
  await hear(media, call.id, GREETING_S);
  const heard = await hear(media, call.id, 6);
  writeWav(join(OUT, 'echo.wav'), heard);
  const { rho } = correlation(heard, repeated(said, 30), 1);
  process.stdout.write(
    `    echo.wav: correlation with what was said ${rho.toFixed(2)} (1 is the same, 0 is unrelated)\n`,
  );
  expect(rho).toBeGreaterThan(0.3);
}

/** Into `out/tour/`, and among the README's pictures when those are being renewed. */
async function picture(page: Page, name: string, forReadme?: string): Promise<void> {
  const path = join(OUT, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  if (forReadme === undefined || process.env['OFFHOOK_README_PICTURES'] !== '1') return;
  mkdirSync(join(ROOT, 'assets', 'readme'), { recursive: true });
  copyFileSync(path, join(ROOT, 'assets', 'readme', `${forReadme}.png`));
}
