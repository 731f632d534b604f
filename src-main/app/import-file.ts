import { messageOf } from '../base/log';
import type { Telephone } from '../phone/telephone';

interface Imported {
  readonly ok: boolean;
  /** One sentence for the person at the command line. */
  readonly message: string;
}

/** Reads a file of lines and hands it to the telephone; nothing is changed unless all of it is good. */
export function importFile(telephone: Telephone, path: string, read: (path: string) => string): Imported {
  let text: string;
  try {
    text = read(path);
  } catch (error) {
    return { ok: false, message: `Lines not imported: ${path} cannot be read (${messageOf(error)}).` };
  }
  const imported = telephone.importLines(text);
  if (imported.ok) return { ok: true, message: `Lines imported from ${path}.` };
  return { ok: false, message: `Lines not imported: ${path}: ${imported.error.detail}` };
}
