import { app, clipboard, powerMonitor, safeStorage } from 'electron';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DisposableStore, disposable } from '../base/disposable';
import { messageOf, named, type Log } from '../base/log';
import { Observable, sameData } from '../base/observable';
import { cryptoRandom } from '../base/random';
import { systemClock as clock } from '../base/system-clock';
import { Telephone } from '../phone/telephone';
import { openStore } from '../store/store';
import { createSecretStore } from '../os/secrets';
import { showApplicationMenu } from '../os/application-menu';
import { askForDiagnosticsFile, askForTraceFile, writePrivateFile } from '../os/save-file';
import { TrayMenu, type TrayIcon } from '../os/tray';
import { serveAudio } from '../ipc/audio';
import { serveCalls } from '../ipc/calls';
import { serveHeadsets } from '../ipc/headsets';
import { serveHistory } from '../ipc/history';
import { serveLines } from '../ipc/lines';
import { serveRing } from '../ipc/ring';
import { ContractServer } from '../ipc/serve';
import { serveSettings } from '../ipc/settings';
import type { AppView, FocusDialView } from '../../src-preload/contract/settings';
import type { Begun } from './begin';
import { HeadsetDesk } from './headset-desk';
import { provisionedFolder } from './quirk-files';
import { saveDiagnostics } from './headset-diagnostics';
import { SoundEngine } from './sound-engine';
import { importFile } from './import-file';
import { signallingOf } from './line/signalling';
import { LineSupervisor } from './line/supervisor';
import { forkUtility } from './line/utility-child';
import { PracticeHost } from './practice-host';
import { headsetActions } from './headset-actions';
import { scriptedComputer } from './scripted-computer';
import { switchPractice } from './practice-line';
import { compactHeap } from './runtime';
import { saveTrace } from './trace-file';
import { trayView } from './tray-view';
import { fromOwnPage } from './windows/hardening';
import { MediaWindow } from './windows/media-window';
import { appDirectory, assetsDirectory, isPage, udevDirectory } from './windows/pages';
import { RingWindow } from './windows/ring-window';

const CLOSE_DEADLINE_MS = 2500;
/** By then the windows are there. */
const STARTED_MS = 3000;
/** Headsets are looked for when the window is there: reading their native modules holds up nobody. */
const HEADSETS_AFTER_MS = 1000;

/** The running application: what `main.ts` and the operating system may ask of it. */
export interface Root {
  showPhone(): void;
  /** Puts a link's number into the field, to be dialled by whoever sees it there. */
  showInField(link: string): void;
  /** Takes over a file of lines; the answer is for whoever stands at the command line. */
  importLines(path: string): string;
  /** Hangs up and unregisters, then everything is closed. */
  close(): Promise<void>;
}

/** Everything is made here, on one page, and closed in reverse. */
export function openRoot(log: Log, begun: Begun): Root {
  const owned = new DisposableStore();
  owned.add(begun);
  const { phoneWindow } = begun;
  const userData = app.getPath('userData');

  const line = owned.add(
    new LineSupervisor({
      spawn: () => begun.spawnLine(),
      clock,
      log: named(log, 'line'),
    }),
  );
  line.start();
  const mediaWindow = owned.add(new MediaWindow({ clock, log: named(log, 'media') }));
  begun.trust((contents) => mediaWindow.owns(contents));

  const { problem: storageProblem, ...store } = owned.add(
    openStore(join(userData, 'offhook.db'), { nowMs: clock.nowMs(), log }),
  );
  const telephone = owned.add(
    new Telephone({
      ...store,
      signalling: signallingOf(line),
      secrets: createSecretStore({
        safeStorage,
        platform: process.platform,
        path: join(userData, 'secrets.json'),
        log,
      }),
      storageProblem,
      clock,
      random: cryptoRandom,
      log,
    }),
  );
  const sound = owned.add(new SoundEngine({ window: mediaWindow, line, telephone }));
  const language = (): 'de' | 'en' => languageOf(telephone.settings.value.language);
  const practice = owned.add(
    new PracticeHost({
      spawn: () => forkUtility(join(appDirectory, 'practice.cjs'), 'offhook-practice'),
      promptsDirectory: join(assetsDirectory, 'prompts'),
      clock,
      log: named(log, 'practice'),
    }),
  );
  owned.add(
    practice.onGone(() => {
      telephone.setPractice(null);
    }),
  );

  const importProblem = owned.add(new Observable<string | null>(null));
  const appView = owned.add(new Observable<AppView>(view(), sameData));
  const focusDial = owned.add(new Observable<FocusDialView>({ count: 0, typed: null }));
  owned.add(
    phoneWindow.onLoading(() => {
      telephone.setMeter(false);
    }),
  );
  const ringWindow = owned.add(new RingWindow(named(log, 'ring')));
  const showInField = (typed: string | null): void => {
    phoneWindow.show();
    focusDial.set({ count: focusDial.value.count + 1, typed });
  };
  const openDial = (): void => {
    showInField(null);
  };
  const headsets = owned.add(
    new HeadsetDesk({
      actions: headsetActions(telephone, {
        openDial,
        openPhone: () => {
          phoneWindow.show();
        },
      }),
      audio: sound.view,
      clock,
      log: named(log, 'headset'),
      udevFolder: udevDirectory,
      quirkFolders: { own: userData, provisioned: provisionedFolder(process.platform, process.env) },
      linux: process.platform === 'linux',
      computer: scriptedComputer(),
    }),
  );
  const quit = (): void => {
    app.quit();
  };
  const tray = owned.add(
    new TrayMenu({
      iconPath: (icon) => join(assetsDirectory, 'icons', 'tray', trayFile(icon)),
      log: named(log, 'tray'),
      actions: {
        open: () => {
          phoneWindow.show();
        },
        dial: openDial,
        answer: (id) => {
          telephone.answer(id);
        },
        hangUp: (id) => {
          telephone.hangUp(id);
        },
        quit,
      },
    }),
  );
  const menuLanguage = owned.add(new Observable<'de' | 'en' | null>(null));
  owned.add(
    menuLanguage.changed((shown) => {
      if (shown) showApplicationMenu(shown, { dial: openDial, quit });
    }),
  );

  const server = owned.add(
    new ContractServer({
      isOurs: (event) => fromOwnPage(event, (url) => isPage(url, 'phone') || isPage(url, 'ring')),
      log: named(log, 'ipc'),
    }),
  );
  serveLines(server, telephone, {
    switchPractice: (on) => switchPractice(on, { telephone, host: practice, language }),
    saveTrace: (id) =>
      saveTrace(id, {
        find: (wanted) => telephone.lines.value.find((candidate) => candidate.id === wanted),
        trace: (wanted, form) => line.trace(wanted, form),
        ask: (name) => askForTraceFile(language(), name),
        write: writePrivateFile,
      }),
  });
  serveCalls(server, telephone);
  serveHistory(server, telephone);
  serveSettings(server, telephone, { app: appView, focusDial });
  serveAudio(server, telephone, sound);
  serveRing(server, telephone);
  serveHeadsets(server, headsets, {
    copy: (text) => {
      void clipboard.writeText(text);
    },
    saveDiagnostics: (id) =>
      saveDiagnostics(id, {
        find: (wanted) => headsets.diagnostics(wanted),
        ask: (name) => askForDiagnosticsFile(language(), name),
        write: writePrivateFile,
      }),
  });

  const showState = (): void => {
    menuLanguage.set(language());
    tray.show(trayView(language(), telephone.lines.value, telephone.calls.value));
    appView.set(view());
  };
  const showRinging = (): void => {
    ringWindow.update(telephone.calls.value.calls.filter((call) => call.state === 'ringing-in').length);
  };
  for (const changed of [telephone.lines.changed, telephone.calls.changed, telephone.settings.changed])
    owned.add(changed(showState));
  for (const changed of [telephone.problem.changed, importProblem.changed, line.onState])
    owned.add(changed(showState));
  owned.add(telephone.calls.changed(showRinging));
  const awake = (): void => {
    telephone.refreshLines();
    headsets.woke();
  };
  powerMonitor.on('resume', awake);
  owned.add(disposable(() => powerMonitor.off('resume', awake)));

  telephone.start();
  mediaWindow.open();
  showState();
  owned.add(clock.after(STARTED_MS, compactHeap));
  owned.add(
    clock.after(HEADSETS_AFTER_MS, () => {
      void headsets.open();
    }),
  );

  function view(): AppView {
    const imported = importProblem.value;
    const problem =
      telephone.problem.value ?? (imported === null ? null : { kind: 'import' as const, detail: imported });
    return {
      version: app.getVersion(),
      language: language(),
      platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
      lineProcess: line.state,
      problem,
    };
  }

  return {
    showPhone: () => {
      phoneWindow.show();
    },
    showInField,
    importLines: (path) => {
      const imported = importFile(telephone, path, (file) => readFileSync(file, 'utf8'));
      importProblem.set(imported.ok ? null : imported.message);
      return imported.message;
    },
    async close() {
      phoneWindow.allowClosing();
      telephone.close();
      await Promise.all([line.close(CLOSE_DEADLINE_MS), headsets.close(CLOSE_DEADLINE_MS)]);
      try {
        owned.dispose();
      } catch (error) {
        log('error', 'closing', { error: messageOf(error) });
      }
    },
  };
}

/** macOS tints template images itself. */
function trayFile(icon: TrayIcon): string {
  return process.platform === 'darwin' ? join('mac', `${icon}Template.png`) : `${icon}.png`;
}

/** The windows' language: as chosen, else as the system's, else English. */
function languageOf(setting: 'system' | 'de' | 'en'): 'de' | 'en' {
  if (setting !== 'system') return setting;
  return app.getLocale().toLowerCase().startsWith('de') ? 'de' : 'en';
}
