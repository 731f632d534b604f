import type { CallCommand } from '../call/calls-command';
import type { CallsSnapshot } from '../call/call-snapshot';
import type { Headset, HeadsetEvent, HeadsetId, HeadsetLights } from './ports';

/** What a headset's button asks of the telephone. */
export type HeadsetCommand =
  | Exclude<CallCommand, { kind: 'dismiss' }>
  /** Dials the last dialled number again; only where the person wants it. */
  | { readonly kind: 'redial' }
  | { readonly kind: 'voicemail' }
  /** Somebody took the headset up without a call: shows where to dial. */
  | { readonly kind: 'show-dial' };

/** A hook state that a headset is expected to confirm until `untilMs`, monotonic. */
export interface Echo {
  readonly offHook: boolean;
  readonly untilMs: number;
}

/** An open headset, and where it and we stand with each other. Times are monotonic. */
export interface Unit {
  readonly headset: Headset;
  /** Off-hook, as it last said. */
  readonly hook: boolean;
  readonly hookSinceMs: number;
  /** The lights last written; `null` when none were since it was opened. */
  readonly written: HeadsetLights | null;
  readonly writtenAtMs: number;
  readonly echoes: readonly Echo[];
  /** When the lights are written once more because nothing confirmed them. */
  readonly resendAtMs: number | null;
  /** It must hear its lights again, changed or not. */
  readonly due: boolean;
  /** Whose call its Line Busy Tone tells of. */
  readonly line: 'free' | 'ours' | 'other';
  /** Which button was pressed last, and when: a press may come as two usages. */
  readonly press: { readonly kind: HeadsetEvent['kind']; readonly atMs: number } | null;
  readonly unmutedAtMs: number;
  /** Its mute is a switch, and on: a call that begins has no microphone. */
  readonly switchedMute: boolean;
}

/** Everything the headsets' control remembers; a value. */
export interface Control {
  readonly calls: CallsSnapshot;
  readonly units: readonly Unit[];
  /** The headset our calls are on; kept while it is away, so that they are on it again when it returns. */
  readonly ownerId: HeadsetId | null;
  readonly ringingSinceMs: number | null;
  /** The person hung up on the headset and only held calls are left: it stays on-hook until one speaks. */
  readonly restsOnHook: boolean;
  /** What headsets showed that went away lit: they may remember it, and are put right when they return. */
  readonly leftLit: ReadonlyMap<HeadsetId, HeadsetLights>;
  /** The call that a headset muted by itself. */
  readonly mutedCallId: string | null;
}

export const NO_CONTROL: Control = {
  calls: { calls: [], activeId: null },
  units: [],
  ownerId: null,
  ringingSinceMs: null,
  restsOnHook: false,
  leftLit: new Map(),
  mutedCallId: null,
};

export type Input =
  | { readonly kind: 'calls'; readonly calls: CallsSnapshot }
  | { readonly kind: 'headsets'; readonly headsets: readonly Headset[] }
  | { readonly kind: 'event'; readonly id: HeadsetId; readonly event: HeadsetEvent }
  /** Time has passed, or the commands of the last step are carried out. */
  | { readonly kind: 'time' }
  /** The telephone closes: no light may stay on. */
  | { readonly kind: 'close' };

export interface LightsWritten {
  readonly id: HeadsetId;
  readonly lights: HeadsetLights;
}

/** `commands` are carried out first, then whatever they change comes in as `calls`, then `time`. */
export interface Step {
  readonly control: Control;
  readonly commands: readonly HeadsetCommand[];
  readonly writes: readonly LightsWritten[];
}

export function unitOf({ units }: Control, id: HeadsetId | null): Unit | undefined {
  return units.find(({ headset }) => headset.id === id);
}

export function withUnit(control: Control, unit: Unit): Control {
  const units = control.units.map((one) => (one.headset.id === unit.headset.id ? unit : one));
  return { ...control, units };
}

/** Whether this headset speaks for our calls: it has them, or nobody has. */
export function mayAct(control: Control, { headset, line }: Unit): boolean {
  if (line === 'other') return false;
  return control.ownerId === headset.id || unitOf(control, control.ownerId) === undefined;
}
