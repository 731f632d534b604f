import {
  app,
  session,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  type MediaAccessPermissionRequest,
  type WebContents,
  type WebPreferences,
} from 'electron';
import { preloadPath } from './pages';

/**
 * What our pages may not do: navigate, open windows, embed, ask for anything but the microphone.
 * Applied to every page, before it loads, so that a page nobody thought of is covered too.
 */
export function harden(isMediaWindow: (contents: WebContents | null) => boolean): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
  const allowed = new Set(['media', 'speaker-selection']);
  session.defaultSession.setPermissionRequestHandler((contents, permission, callback, details) => {
    const { mediaTypes = [] } = details as Partial<MediaAccessPermissionRequest>;
    callback(isMediaWindow(contents) && allowed.has(permission) && !mediaTypes.includes('video'));
  });
  session.defaultSession.setPermissionCheckHandler(
    (contents, permission) => isMediaWindow(contents) && allowed.has(permission),
  );
  session.defaultSession.setDevicePermissionHandler(() => false);
}

/** What every page of ours runs with: in the sandbox, apart from its preload script, without Node. */
export function confined(bundle: Parameters<typeof preloadPath>[0]): WebPreferences {
  return {
    preload: preloadPath(bundle),
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    spellcheck: false,
  };
}

/** A message counts as ours only from the main frame of a page that we loaded ourselves. */
export function fromOwnPage(
  event: IpcMainEvent | IpcMainInvokeEvent,
  isOwnUrl: (url: string) => boolean,
): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && isOwnUrl(frame.url);
}
