import { extname } from 'node:path';
import { fail, ok, type Result } from '../base/result';
import type { Line, LineId } from '../phone/account/line';
import { fileName, written } from './saved-file';
import type { TraceForm } from './line/protocol';

export interface TraceFileParts {
  readonly find: (id: LineId) => Pick<Line, 'label'> | undefined;
  /** `null`: nobody can be asked at the moment. */
  readonly trace: (id: LineId, form: TraceForm) => Promise<Uint8Array | null>;
  /** Where to, as the person wants it; `null` when he changed his mind. */
  readonly ask: (suggestedName: string) => Promise<string | null>;
  /** Throws when it cannot. */
  readonly write: (path: string, content: Uint8Array) => void;
}

export type TraceFailure = {
  readonly kind: 'unknown-line' | 'unavailable' | 'not-written';
  readonly detail?: string;
};

/** Writes the last messages of a line where the person wants them: a capture when the name ends like one, else text. */
export async function saveTrace(
  id: LineId,
  { find, trace, ask, write }: TraceFileParts,
): Promise<Result<{ readonly saved: boolean }, TraceFailure>> {
  const line = find(id);
  if (!line) return fail({ kind: 'unknown-line' });
  const path = await ask(`${fileName(line.label, 'SIP')} SIP.txt`);
  if (path === null) return ok({ saved: false });
  const content = await trace(id, extname(path).toLowerCase() === '.pcap' ? 'pcap' : 'text');
  if (content === null) return fail({ kind: 'unavailable' });
  return written(() => {
    write(path, content);
  });
}
