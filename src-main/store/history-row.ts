import * as v from 'valibot';
import type { HistoryEntry, UnfinishedEntry } from '../phone/history/history-store';
import { EndReasonColumn } from './end-reason-column';

const started = {
  id: v.number(),
  line_id: v.string(),
  line_label: v.string(),
  direction: v.picklist(['out', 'in']),
  remote_uri: v.string(),
  remote_name: v.nullable(v.string()),
  remote_number: v.string(),
  started_at_ms: v.number(),
  answered_at_ms: v.nullable(v.number()),
};
const UnfinishedRow = v.object(started);
const Row = v.object({ ...started, ended_at_ms: v.number(), why: EndReasonColumn, unseen: v.number() });

/** A finished call; `null` when the row makes no sense. */
export function historyEntry(row: unknown): HistoryEntry | null {
  const read = v.safeParse(Row, row);
  if (!read.success) return null;
  const { ended_at_ms: endedAtMs, why, unseen } = read.output;
  return { ...begun(read.output), endedAtMs, why, unseen: unseen !== 0 };
}

/** A call that was begun and not ended; `null` when the row makes no sense. */
export function unfinishedEntry(row: unknown): UnfinishedEntry | null {
  const read = v.safeParse(UnfinishedRow, row);
  return read.success ? begun(read.output) : null;
}

function begun(row: v.InferOutput<typeof UnfinishedRow>): UnfinishedEntry {
  return {
    id: row.id,
    lineId: row.line_id,
    lineLabel: row.line_label,
    direction: row.direction,
    remote: { uri: row.remote_uri, name: row.remote_name, number: row.remote_number },
    startedAtMs: row.started_at_ms,
    answeredAtMs: row.answered_at_ms,
  };
}
