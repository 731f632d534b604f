import './app/runtime';
import { app, dialog } from 'electron';
import { join } from 'node:path';
import { messageOf, type Log } from './base/log';
import { checkedArguments, parseArguments, type Arguments } from './app/arguments';
import { fileLog } from './app/log-file';
import { begin } from './app/begin';
import type { Root } from './app/root';
import { terminal } from './app/terminal';

// Calls must start sounding without a click, on machines whose only network is loopback too.
app.commandLine.appendSwitch('autoplay-policy', 'no-user-gesture-required');
app.commandLine.appendSwitch('allow-loopback-in-peer-connection');
app.commandLine.appendSwitch('disable-features', 'WebRtcHideLocalIpsWithMdns');

let root: Root | null = null;
let closing = false;
const log: Log = (level, what, detail) => {
  toFile(level, what, detail);
  if (!app.isPackaged && level !== 'debug')
    say(`${level}: ${what}${detail ? ` ${JSON.stringify(detail)}` : ''}`);
};
const say = terminal(process.stderr);
const toFile = fileLog(join(app.getPath('userData'), 'logs', 'offhook.log'));

/** Handed to the running instance as they are: Chromium sorts the command line it passes on. */
const asked = parseArguments(process.argv, process.cwd());

function obey({ importPath, link }: Arguments): void {
  if (importPath !== null && root) say(root.importLines(importPath));
  if (link !== null) root?.showInField(link);
}

/** Reading and running the rest takes as long as the window's own process needs to be there. */
async function start(): Promise<void> {
  const begun = begin(log);
  const { openRoot } = await import('./app/root');
  root = openRoot(log, begun);
  obey(asked);
}

function quitGracefully(event: Electron.Event): void {
  const going = root;
  if (!going && !closing) return;
  // Asked a second time it must not go faster: the farewells of calls and lines are still on their way.
  event.preventDefault();
  if (!going) return;
  root = null;
  closing = true;
  void going.close().finally(() => {
    app.exit(0);
  });
}

function uncaught(error: unknown): void {
  const stack = (error instanceof Error && error.stack) || '';
  log('error', 'uncaught', { error: messageOf(error), stack });
}

function notStarted(error: unknown): void {
  uncaught(error);
  dialog.showErrorBox('Offhook', messageOf(error));
  app.exit(1);
}

if (app.requestSingleInstanceLock(asked)) {
  app.on('second-instance', (_event, _argv, _workingDirectory, handed) => {
    root?.showPhone();
    obey(checkedArguments(handed));
  });
  app.on('activate', () => root?.showPhone());
  // How macOS hands over a link, to the running instance or before this one is ready.
  app.on('open-url', (event, link) => {
    event.preventDefault();
    void app.whenReady().then(() => {
      obey(parseArguments([link], process.cwd()));
    });
  });
  app.on('before-quit', quitGracefully);
  // Windows come and go; the telephone stays until Quit.
  app.on('window-all-closed', () => undefined);
  process.on('uncaughtException', uncaught);
  process.on('unhandledRejection', uncaught);
  app.whenReady().then(start).catch(notStarted);
} else {
  app.quit();
}
