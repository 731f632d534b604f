import { expect, test } from 'playwright/test';
import { startKamailio, type Kamailio } from '../support/kamailio';
import { OffhookApp } from '../support/offhook-app';
import { peerMissing } from '../support/peer-missing';
import { openScratch, type Scratch } from '../support/scratch';

test.skip(peerMissing('kamailio'), 'Kamailio is missing');

/** Somebody whose administrator wrote down three things. */
test.describe('the first start at a company', () => {
  let scratch: Scratch;
  let kamailio: Kamailio;
  let app: OffhookApp;

  test.beforeEach(async ({}, { title }) => {
    scratch = openScratch(`first-start-${title.length.toString()}`);
    kamailio = await startKamailio({ domain: '127.0.0.1', users: { '21': 'open sesame' } });
    app = await OffhookApp.start({ userData: scratch.path('data') });
    await app.phone.getByRole('button', { name: /My company’s PBX/ }).click();
    await app.phone.getByLabel('Server or domain').fill('127.0.0.1');
    await app.phone.getByLabel('User name or extension').fill('21');
    await app.phone.getByLabel(/^Send to another server/).fill(`127.0.0.1:${String(kamailio.ports.udp)}`);
  });

  test.afterEach(async () => {
    await app.quit();
    await kamailio.stop();
    scratch.remove();
  });

  test('the preset asks, tests, says what it found, and the line is there', async () => {
    await app.phone.getByRole('textbox', { name: 'Password' }).fill('open sesame');
    await app.phone.getByRole('button', { name: 'Test and save' }).click();
    await expect(app.phone.getByText(/works and is saved/)).toBeVisible({ timeout: 15_000 });
    await expect(app.phone.getByRole('button', { name: /^Line .*: Registered$/ })).toBeVisible();
    await app.phone.screenshot({ path: 'out/test/first-start-saved.png' });
  });

  test('a wrong password is said in one sentence with what to do, and can be corrected', async () => {
    await app.phone.getByRole('textbox', { name: 'Password' }).fill('open barley');
    await app.phone.getByRole('button', { name: 'Test and save' }).click();
    await expect(app.phone.getByText(/Password refused by 127\.0\.0\.1\./)).toBeVisible({ timeout: 15_000 });
    await expect(app.phone.getByText(/Check the telephone device’s password/)).toBeVisible();
    await app.phone.screenshot({ path: 'out/test/first-start-wrong-password.png' });
    await app.phone.getByRole('textbox', { name: 'Password' }).fill('open sesame');
    await app.phone.getByRole('button', { name: 'Test and save' }).click();
    await expect(app.phone.getByRole('button', { name: /^Line .*: Registered$/ })).toBeVisible({
      timeout: 15_000,
    });
  });
});
