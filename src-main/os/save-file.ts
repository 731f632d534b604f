import { BrowserWindow, dialog, type FileFilter } from 'electron';
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { nativeText } from './text';

/** Asks where a trace shall go; `null` when the person changed his mind. */
export function askForTraceFile(language: 'de' | 'en', suggestedName: string): Promise<string | null> {
  const text = nativeText(language);
  return ask(text.saveTrace, suggestedName, [
    { name: text.traceText, extensions: ['txt'] },
    { name: text.traceCapture, extensions: ['pcap'] },
  ]);
}

/** Asks where a headset's diagnostics shall go; `null` when the person changed his mind. */
export function askForDiagnosticsFile(language: 'de' | 'en', suggestedName: string): Promise<string | null> {
  const text = nativeText(language);
  return ask(text.saveDiagnostics, suggestedName, [{ name: text.traceText, extensions: ['txt'] }]);
}

/** In front of the window in use. */
async function ask(title: string, defaultPath: string, filters: FileFilter[]): Promise<string | null> {
  const window = BrowserWindow.getFocusedWindow();
  const options = { title, defaultPath, filters };
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  return canceled || filePath === '' ? null : filePath;
}

/**
 * A file of its owner's only, whole or not at all: what stood there before is lost only when the new one is written.
 * Throws what the file system throws.
 */
export function writePrivateFile(path: string, content: Uint8Array): void {
  const unfinished = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(unfinished, content, { mode: 0o600, flag: 'wx' });
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
