import * as v from 'valibot';
import { EndReasonView, PartyView } from './calls';
import { command, Nothing, snapshot } from './command';

export const HistoryEntryView = v.object({
  id: v.number(),
  lineId: v.string(),
  /** Kept so that the entry reads well after its line was removed. */
  lineLabel: v.string(),
  direction: v.picklist(['out', 'in']),
  remote: PartyView,
  startedAtMs: v.number(),
  answeredAtMs: v.nullable(v.number()),
  endedAtMs: v.number(),
  why: EndReasonView,
  /** An incoming call nobody took and nobody has looked at yet. */
  unseen: v.boolean(),
});
export type HistoryEntryView = v.InferOutput<typeof HistoryEntryView>;

const Page = v.array(HistoryEntryView);

export const history = {
  /** The newest 200, newest first. */
  changed: snapshot(
    'history/changed',
    v.object({ entries: Page, total: v.number(), unseenMissed: v.number() }),
  ),
  /** Older ones, newest first. */
  page: command(
    'history/page',
    v.object({
      beforeId: v.number(),
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)),
    }),
    Page,
    ['storage'],
  ),
  markSeen: command('history/mark-seen', Nothing, Nothing, ['storage']),
  /** Gone from view at once; `restore` brings them back until the app quits. */
  remove: command('history/remove', v.object({ ids: v.array(v.number()) }), Nothing, ['storage']),
  restore: command('history/restore', v.object({ ids: v.array(v.number()) }), Nothing, ['storage']),
};
