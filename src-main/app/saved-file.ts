import { basename } from 'node:path';
import { messageOf } from '../base/log';
import { fail, ok, type Result } from '../base/result';

export interface NotWritten {
  readonly kind: 'not-written';
  readonly detail: string;
}

/** A label may hold anything, a file name may not. */
export function fileName(label: string, otherwise: string): string {
  const plain = basename(label.replace(/[^\p{L}\p{N} .-]+/gu, '-')).replace(/^[. -]+|[. -]+$/g, '');
  return plain === '' ? otherwise : plain;
}

/** What `write` throws is the disk's answer, and the person's to know. */
export function written(write: () => void): Result<{ readonly saved: true }, NotWritten> {
  try {
    write();
  } catch (error) {
    return fail({ kind: 'not-written', detail: messageOf(error) });
  }
  return ok({ saved: true });
}
