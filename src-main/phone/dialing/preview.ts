import type { LineId } from '../account/line';
import { grouped } from './grouping';
import { parseTarget, type Target } from './target';

/** What the field says it will do; the windows' contract has the same shape. */
export type DialPreview =
  | { readonly kind: 'empty' }
  | { readonly kind: 'dialable'; readonly uri: string; readonly shown: string; readonly lineId: LineId }
  | { readonly kind: 'no-line' }
  | { readonly kind: 'not-dialable' };

/** The line is part of the answer: the same number may cost differently on another one. */
export function previewOf(
  typed: string,
  line: { readonly id: LineId; readonly domain: string } | null,
): DialPreview {
  const target = parseTarget(typed, line?.domain ?? 'invalid');
  if (!target.ok) return target.error;
  if (!line) return { kind: 'no-line' };
  return { kind: 'dialable', uri: target.value.uri, shown: shownTarget(target.value), lineId: line.id };
}

/** A target for reading. Typed again on the same line it means the same. */
export function shownTarget({ kind, uri, number }: Target): string {
  if (uri.startsWith('sips:')) return `sips:${number}`;
  return kind === 'number' ? grouped(number) : number;
}
