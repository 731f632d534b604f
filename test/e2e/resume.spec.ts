import { expect, test } from 'playwright/test';
import { lines } from '../../src-preload/contract/lines';
import { FarEnd } from '../ladder/support/far-end';
import { OffhookApp } from '../support/offhook-app';
import { openScratch } from '../support/scratch';
import { draft } from '../support/window-states';

test('woken from sleep, every line registers anew within 5 s; what was in between is said', async () => {
  const scratch = openScratch('resume');
  const registrar = await FarEnd.open();
  const registers = () =>
    registrar.seen.filter(({ method, status }) => method === 'REGISTER' && status === 0);
  const app = await OffhookApp.start({ userData: scratch.path('data') });
  const { phone } = app;
  try {
    const server = { host: '127.0.0.1', port: registrar.port };
    const line = { ...draft, domain: 'pbx.test', transport: 'udp', server } as const;
    expect(await app.ask(lines.add, { draft: line, password: 'secret' })).toMatchObject({ ok: true });
    await app.line('registered', ({ registration }) => registration.state === 'registered');
    const before = registers().length;
    const ports = new Set(registers().map((message) => message.header('contact')));

    // What the operating system tells: nothing else says that we slept.
    await app.electron.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
    await expect.poll(() => registers().length, { timeout: 5_000 }).toBeGreaterThan(before);
    // Over a new flow: a router in between has forgotten the old one.
    expect(ports).not.toContain(registers().at(-1)?.header('contact'));

    await phone.getByRole('button', { name: /^Line Office/ }).waitFor();
    await phone.keyboard.press('Control+2');
    await phone.getByRole('button', { name: /^Edit line: Office/ }).click();
    await expect(phone.getByText(/^It can be called since \d/)).toBeVisible();
  } finally {
    await app.quit();
    registrar.close();
    scratch.remove();
  }
});
