import * as v from 'valibot';
import { command, Nothing, snapshot } from './command';

const HeadsetFunction = v.picklist([
  'answer',
  'mute',
  'flash',
  'reject',
  'drop',
  'redial',
  'voicemail',
  'keypad',
  'line-busy',
  'off-hook-light',
  'ring-light',
  'mute-light',
  'hold-light',
  'ringer',
]);

/** What it said last, by name; `count` tells two equal ones apart. */
const HeadsetPress = v.object({
  name: v.picklist([
    'off-hook',
    'on-hook',
    'hook-toggle',
    'mute-toggle',
    'muted',
    'unmuted',
    'busy',
    'free',
    'flash',
    'reject',
    'drop',
    'redial',
    'voicemail',
    'key',
  ]),
  atMs: v.number(),
  count: v.number(),
});

export const HeadsetView = v.object({
  id: v.string(),
  name: v.string(),
  access: v.picklist(['open', 'not-permitted', 'unreachable']),
  functions: v.array(HeadsetFunction),
  /** It belongs to the microphone or loudspeaker that is in use. */
  selected: v.boolean(),
  /** `elsewhere`: another program has a call on it. */
  use: v.picklist(['idle', 'ringing', 'in-call', 'elsewhere']),
  muted: v.boolean(),
  held: v.boolean(),
  last: v.nullable(HeadsetPress),
});
export type HeadsetView = v.InferOutput<typeof HeadsetView>;

/** A person tries a headset: its button pressed twice, or its lights in turn. Times are wall clock. */
const TrialView = v.variant('step', [
  v.object({ step: v.literal('press'), id: v.string() }),
  v.object({ step: v.literal('press-again'), id: v.string(), pressedAtMs: v.number() }),
  v.object({ step: v.literal('done'), id: v.string(), pressedAtMs: v.number(), againAtMs: v.number() }),
  v.object({ step: v.literal('missed'), id: v.string() }),
  v.object({
    step: v.literal('light'),
    id: v.string(),
    light: v.picklist(['ring', 'offHook', 'mute', 'hold']),
  }),
]);
export type TrialView = v.InferOutput<typeof TrialView>;

export const HeadsetsView = v.object({
  headsets: v.array(HeadsetView),
  trial: v.nullable(TrialView),
  /** A sentence for each entry of a file of quirks that is not used. */
  quirkProblems: v.array(v.string()),
  /** The call whose microphone a headset keeps off by itself, as with its boom arm up. */
  mutedCallId: v.nullable(v.string()),
  /** Linux: one line for a terminal that grants what a `not-permitted` headset lacks. */
  permissionFix: v.nullable(v.string()),
});
export type HeadsetsView = v.InferOutput<typeof HeadsetsView>;

const One = v.object({ id: v.string() });

export const headsets = {
  changed: snapshot('headsets/changed', HeadsetsView),
  tryButton: command('headsets/try-button', One, Nothing, ['unknown-headset', 'headset-busy']),
  tryLights: command('headsets/try-lights', One, Nothing, ['unknown-headset', 'headset-busy']),
  endTrial: command('headsets/end-trial', Nothing, Nothing, []),
  /** Puts `permissionFix` on the clipboard, which the window itself may not touch. */
  copyFix: command('headsets/copy-fix', Nothing, Nothing, ['unavailable']),
  /** Asks where to, and writes what helps to find a fault: descriptor, last reports, our writes; no serial number. */
  saveDiagnostics: command('headsets/save-diagnostics', One, v.object({ saved: v.boolean() }), [
    'unknown-headset',
    'not-written',
  ]),
};
