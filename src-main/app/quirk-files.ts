import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../base/log';
import { isMissingFile } from '../base/missing-file';
import { readQuirks, type QuirkRule } from '../hid/quirks/quirk-file';

export const QUIRK_FILE = 'headset-quirks.json';

export interface QuirkFiles {
  readonly provisioned: readonly QuirkRule[];
  readonly own: readonly QuirkRule[];
  /** A sentence for each entry that is not used: file, place, and what is wrong with it. */
  readonly problems: readonly string[];
}

/**
 * The quirks that an administrator and the person wrote down, where they did.
 * @param folders where each keeps such files; `null` where the system has no place for it
 */
export function readQuirkFiles(folders: {
  readonly provisioned: string | null;
  readonly own: string;
}): QuirkFiles {
  const provisioned = readFolder(folders.provisioned);
  const own = readFolder(folders.own);
  return {
    provisioned: provisioned.rules,
    own: own.rules,
    problems: [...provisioned.problems, ...own.problems],
  };
}

interface OneFile {
  readonly rules: readonly QuirkRule[];
  readonly problems: readonly string[];
}

function readFolder(folder: string | null): OneFile {
  if (folder === null) return { rules: [], problems: [] };
  const path = join(folder, QUIRK_FILE);
  const text = readIfThere(path);
  if (text.text === null) return { rules: [], problems: text.problems };
  const { rules, problems } = readQuirks(text.text);
  return {
    rules,
    problems: problems.map(({ entry, message }) =>
      entry === null ? `${path}: ${message}` : `${path}, ${String(entry)}: ${message}`,
    ),
  };
}

function readIfThere(path: string): { readonly text: string | null; readonly problems: readonly string[] } {
  try {
    return { text: readFileSync(path, 'utf8'), problems: [] };
  } catch (error) {
    return { text: null, problems: isMissingFile(error) ? [] : [`${path}: ${messageOf(error)}`] };
  }
}

/** Where an administrator puts files for everybody on this computer; `null` where Windows does not say. */
export function provisionedFolder(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  switch (platform) {
    case 'win32': {
      const programData = environment['ProgramData'];
      return programData === undefined ? null : join(programData, 'Offhook');
    }
    case 'darwin':
      return '/Library/Application Support/Offhook';
    default:
      return '/etc/offhook';
  }
}
