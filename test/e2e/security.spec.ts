import { expect, test } from 'playwright/test';
import { OffhookApp } from '../support/offhook-app';
import { openScratch, type Scratch } from '../support/scratch';

/** What a page of ours may not do, should it ever run somebody else's script. */
test.describe('a window', () => {
  let scratch: Scratch;
  let app: OffhookApp;

  test.beforeAll(async () => {
    scratch = openScratch('security');
    app = await OffhookApp.start({ userData: scratch.path('data') });
  });

  test.afterAll(async () => {
    await app.quit();
    scratch.remove();
  });

  test('has no Node, and only the two functions of the bridge', async () => {
    expect(
      await app.phone.evaluate(() => [
        typeof (globalThis as { require?: unknown }).require,
        typeof (globalThis as { process?: unknown }).process,
        Object.keys(window.offhook).sort().join(),
      ]),
    ).toEqual(['undefined', 'undefined', 'invoke,subscribe']);
  });

  test('is sandboxed, isolated and without devices', async () => {
    const preferences = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => {
        // Not part of the public interface, but the only honest witness.
        const contents = window.webContents as unknown as {
          getLastWebPreferences(): Record<string, unknown>;
        };
        const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences();
        return { sandbox, contextIsolation, nodeIntegration, webSecurity };
      }),
    );
    expect(preferences.length).toBeGreaterThanOrEqual(2);
    for (const one of preferences)
      expect(one).toEqual({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
      });
  });

  test('runs no script that is not part of it', async () => {
    const ran = await app.phone.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.head.append(script);
      const link = document.createElement('a');
      link.setAttribute('onclick', 'window.injected = true');
      document.body.append(link);
      link.click();
      return 'injected' in window;
    });
    expect(ran).toBe(false);
    await expect(app.phone.evaluate(() => fetch('http://127.0.0.1:1/'))).rejects.toThrow();
  });

  test('navigates nowhere and opens nothing', async () => {
    const before = app.phone.url();
    const opened = await app.phone.evaluate(() => {
      location.href = 'data:text/html,elsewhere';
      return window.open('https://example.com') === null;
    });
    expect(opened).toBe(true);
    await app.phone.evaluate(() => new Promise(requestAnimationFrame));
    expect(app.phone.url()).toBe(before);
  });

  test('is covered by that whatever it is, the hidden one too', async () => {
    const media = await app.media();
    expect(await media.evaluate(() => window.open('https://example.com') === null)).toBe(true);
    const guards = await app.electron.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => contents.listenerCount('will-navigate')),
    );
    expect(guards.length).toBeGreaterThanOrEqual(2);
    expect(guards).not.toContain(0);
  });

  test('that people see gets no microphone; the media window does, but no camera', async () => {
    const ask = (constraints: MediaStreamConstraints) =>
      navigator.mediaDevices.getUserMedia(constraints).then(
        () => 'granted',
        (error: unknown) => (error as Error).name,
      );
    expect(await app.phone.evaluate(ask, { audio: true })).toBe('NotAllowedError');
    const media = await app.media();
    expect(await media.evaluate(ask, { audio: true })).toBe('granted');
    expect(await media.evaluate(ask, { video: true })).toBe('NotAllowedError');
  });

  test('is told no on channels that are not in the contract, and on requests of the wrong shape', async () => {
    const refuse = ([channel, request]: readonly [string, unknown]) =>
      window.offhook.invoke(channel, request).then(
        () => 'answered',
        () => 'refused',
      );
    expect(await app.phone.evaluate(refuse, ['fs/read', '/etc/passwd'] as const)).toBe('refused');
    expect(await app.phone.evaluate(refuse, ['calls/dial', { typed: 7 }] as const)).toBe('refused');
    expect(await app.phone.evaluate(refuse, ['calls/dtmf', { id: 'x', digits: 'BYE' }] as const)).toBe(
      'refused',
    );
    expect(await app.phone.evaluate(refuse, ['calls/hang-up', { id: 'nobody' }] as const)).toBe('answered');
  });
});
