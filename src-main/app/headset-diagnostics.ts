import { fail, ok, type Result } from '../base/result';
import { fileName, written, type NotWritten } from './saved-file';

export interface DiagnosticsFileParts {
  readonly find: (id: string) => { readonly name: string; readonly text: string } | null;
  /** Where to, as the person wants it; `null` when he changed his mind. */
  readonly ask: (suggestedName: string) => Promise<string | null>;
  /** Throws when it cannot. */
  readonly write: (path: string, content: Uint8Array) => void;
}

/** Writes what helps to find a fault of a headset where the person wants it. */
export async function saveDiagnostics(
  id: string,
  { find, ask, write }: DiagnosticsFileParts,
): Promise<Result<{ readonly saved: boolean }, { readonly kind: 'unknown-headset' } | NotWritten>> {
  const known = find(id);
  if (!known) return fail({ kind: 'unknown-headset' });
  const path = await ask(`${fileName(known.name, 'Headset')}.txt`);
  // Asking takes a while: what is saved is what has happened by then.
  const now = find(id) ?? known;
  if (path === null) return ok({ saved: false });
  return written(() => {
    write(path, new TextEncoder().encode(now.text));
  });
}
