/**
 * What Electron itself costs: Offhook's windows (one shown, one hidden, same settings) with a word in the shown one.
 * With `--talk` the hidden one talks to itself over two peer connections, the least that a call in a browser can be.
 */
const { app, BrowserWindow, session } = require('electron');
const path = require('node:path');

app.commandLine.appendSwitch('autoplay-policy', 'no-user-gesture-required');
app.commandLine.appendSwitch('allow-loopback-in-peer-connection');
app.commandLine.appendSwitch('disable-features', 'WebRtcHideLocalIpsWithMdns');

const webPreferences = { contextIsolation: true, sandbox: true, nodeIntegration: false, spellcheck: false };
const talks = process.argv.includes('--talk');

void app.whenReady().then(async () => {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, allow) => allow(true));
  const hidden = new BrowserWindow({
    show: false,
    width: 200,
    height: 200,
    skipTaskbar: true,
    webPreferences: { ...webPreferences, backgroundThrottling: false },
  });
  const shown = new BrowserWindow({ width: 400, height: 720, autoHideMenuBar: true, webPreferences });
  await Promise.all([
    hidden.loadFile(path.join(__dirname, talks ? 'talk.html' : 'empty.html')),
    shown.loadFile(path.join(__dirname, 'word.html')),
  ]);
});
