import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { lines } from '../../src-preload/contract/lines';
import { OffhookApp } from '../support/offhook-app';
import { openScratch } from '../support/scratch';
import { draft } from '../support/window-states';

test('the last messages of a line are saved where the person wants them, or it is said why not', async () => {
  const scratch = openScratch('trace');
  const app = await OffhookApp.start({ userData: scratch.path('data') });
  const { phone } = app;
  /** The person chooses this file, or closes the dialog. */
  const choose = (filePath: string | null): Promise<void> =>
    app.electron.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: path === null, filePath: path ?? '' });
    }, filePath);
  const save = () => phone.getByRole('button', { name: 'Save the line’s trace…' }).click();
  try {
    const nobody = { host: '127.0.0.1', port: 9 };
    const silent = { ...draft, domain: 'pbx.test', transport: 'udp', server: nobody } as const;
    expect(await app.ask(lines.add, { draft: silent, password: 'secret' })).toMatchObject({ ok: true });
    await phone.getByRole('button', { name: /^Line Office/ }).waitFor();
    await phone.keyboard.press('Control+2');
    await phone.getByRole('button', { name: /^Edit line: Office/ }).click();

    const text = scratch.path('office.txt');
    await choose(text);
    await save();
    await expect(phone.getByText('The trace is saved.').first()).toBeVisible();
    expect(readFileSync(text, 'utf8')).toMatch(/\|-- REGISTER sip:pbx\.test -+>\| UDP 127\.0\.0\.1:9\n/);
    expect(statSync(text).mode & 0o777).toBe(0o600);

    const capture = scratch.path('office.pcap');
    await choose(capture);
    await save();
    await expect.poll(() => statSync(capture, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(300);
    expect(readFileSync(capture).readUInt32LE(0)).toBe(0xa1b2c3d4);

    // A folder stands there already: nothing can be written over it.
    mkdirSync(scratch.path('folder.txt/inside'), { recursive: true });
    await choose(scratch.path('folder.txt'));
    await save();
    await expect(
      phone.getByText('The file could not be written. Choose another folder').first(),
    ).toBeVisible();
  } finally {
    await app.quit();
    scratch.remove();
  }
});
