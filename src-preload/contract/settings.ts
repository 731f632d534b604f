import * as v from 'valibot';
import { Ringtone, ToneRegion } from './audio';
import { command, Nothing, snapshot } from './command';

const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

export const SettingsView = v.object({
  language: v.picklist(['system', 'de', 'en']),
  theme: v.picklist(['system', 'light', 'dark']),
  /** The line dialled with when nothing else is said; `null`: the first registered one. */
  defaultLineId: v.nullable(v.string()),
  echoCancellation: v.boolean(),
  noiseSuppression: v.boolean(),
  autoGainControl: v.boolean(),
  /** Rings on every chosen device that is there. */
  ringsOnAll: v.boolean(),
  /** 0…1; of the microphone 0.5 is as it comes. */
  volumes: v.object({ speak: Share, hear: Share, ring: Share }),
  ringtone: Ringtone,
  /** By line, those that ring in a way of their own. */
  lineRingtones: v.record(v.string(), v.optional(Ringtone)),
  ringRises: v.boolean(),
  toneRegion: ToneRegion,
  headsetRedials: v.boolean(),
});
export type SettingsView = v.InferOutput<typeof SettingsView>;

export const AppView = v.object({
  version: v.string(),
  /** `de` or `en`, worked out from the setting and the system. */
  language: v.picklist(['de', 'en']),
  platform: v.picklist(['linux', 'darwin', 'win32']),
  /** `restarting` while the line process is brought back. */
  lineProcess: v.picklist(['starting', 'running', 'restarting']),
  /** Something the person must know: the database could not be opened, the disk is full, … */
  problem: v.nullable(
    v.object({ kind: v.picklist(['storage', 'storage-replaced', 'import']), detail: v.string() }),
  ),
});
export type AppView = v.InferOutput<typeof AppView>;

/** Grows when the window's field is asked for. */
export const FocusDialView = v.object({
  count: v.number(),
  /** What then stands in the field, not yet dialled: the link that was clicked. `null`: what stood there. */
  typed: v.nullable(v.string()),
});
export type FocusDialView = v.InferOutput<typeof FocusDialView>;

export const settings = {
  changed: snapshot('settings/changed', SettingsView),
  app: snapshot('settings/app', AppView),
  /** The tray's "Dial…" was chosen, or a link clicked: the window puts the caret into its field. */
  focusDial: snapshot('settings/focus-dial', FocusDialView),
  change: command('settings/change', v.partial(SettingsView), Nothing, ['storage']),
};
