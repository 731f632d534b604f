import { join } from 'node:path';
import type { Disposable } from '../base/disposable';
import { named, type Log } from '../base/log';
import type { ToLine } from './line/protocol';
import { forkUtility } from './line/utility-child';
import type { ChildProcess } from './line/child-process';
import { harden } from './windows/hardening';
import { appDirectory, assetsDirectory } from './windows/pages';
import { PhoneWindow } from './windows/phone-window';

/** The window and the process that start while main loads the rest of itself. */
export interface Begun extends Disposable {
  readonly phoneWindow: PhoneWindow;
  /** The first line process, for who asks first; then another one each time. */
  spawnLine(): ChildProcess<ToLine>;
  /** From now on these contents may have the microphone. */
  trust(isMediaWindow: (contents: Electron.WebContents | null) => boolean): void;
}

/** Whoever is not here by then is heard too late: in this very turn the rest of main has to be put together. */
export function begin(log: Log): Begun {
  let mayHear: (contents: Electron.WebContents | null) => boolean = () => false;
  // Before the first window is made, or it would be the one that is not covered.
  harden((contents) => mayHear(contents));
  const fork = (): ChildProcess<ToLine> => forkUtility(join(appDirectory, 'line.cjs'), 'offhook-line');
  let first: ChildProcess<ToLine> | null = fork();
  const iconPath = join(assetsDirectory, 'icons', '256.png');
  const phoneWindow = new PhoneWindow({ log: named(log, 'window'), iconPath });
  phoneWindow.show();
  return {
    phoneWindow,
    spawnLine: () => {
      const line = first ?? fork();
      first = null;
      return line;
    },
    trust: (isMediaWindow) => {
      mayHear = isMediaWindow;
    },
    dispose: () => {
      first?.kill();
      phoneWindow.dispose();
    },
  };
}
