import { seen } from './calls-seen';
import { unitOf, type Control, type Input, type Step, type Unit } from './control';
import { darken, isDark, writeLights } from './lights';
import type { Headset, HeadsetLights } from './ports';
import { pressed } from './press';

/**
 * The headsets' whole behaviour: from what is and what happened to what follows. A headset does not press keys, it
 * asks: its off-hook is granted by our Off-Hook light, and ours by its hook report. Lights follow from the calls
 * alone; a report that only confirms what we wrote is no press; without a call of ours nothing is written.
 *
 * @param nowMs monotonic
 */
export function step(control: Control, input: Input, nowMs: number): Step {
  switch (input.kind) {
    case 'calls':
      return begun(control, withCalls({ ...control, calls: input.calls }, nowMs), nowMs);
    case 'headsets':
      return lit(owned(withHeadsets(control, input.headsets)), nowMs);
    case 'event': {
      const unit = unitOf(control, input.id);
      if (!unit) return { control, commands: [], writes: [] };
      const after = pressed(control, unit, input.event, nowMs);
      // What the commands change decides what is shown: the lights are written after them.
      return after.commands.length > 0 ? { ...after, writes: [] } : lit(after.control, nowMs);
    }
    case 'time':
      return lit(resent(control, nowMs), nowMs);
    case 'close':
      return { control: { ...control, units: [] }, commands: [], writes: darken(control) };
  }
}

const lit = (control: Control, nowMs: number): Step => ({ commands: [], ...writeLights(control, nowMs) });

function withCalls(control: Control, nowMs: number): Control {
  const calls = seen(control.calls);
  const { ownerId, ringingSinceMs, restsOnHook, mutedCallId } = control;
  const stillMuted = calls.focusedTalk?.muted === true && calls.focusedTalk.id === mutedCallId;
  return owned({
    ...control,
    ownerId: calls.engaged.length === 0 ? null : ownerId,
    ringingSinceMs: calls.ringing.length === 0 ? null : (ringingSinceMs ?? nowMs),
    restsOnHook: restsOnHook && calls.engaged.length > 0 && !calls.open,
    mutedCallId: stillMuted ? mutedCallId : null,
  });
}

/** A call answered or dialled in the window goes to the chosen audio device's headset, or to the only one there is. */
function owned(control: Control): Control {
  if (control.ownerId !== null || seen(control.calls).engaged.length === 0) return control;
  const free = control.units.filter(({ line }) => line !== 'other');
  const chosen = free.find(({ headset }) => headset.selected) ?? (free.length === 1 ? free[0] : undefined);
  return chosen ? { ...control, ownerId: chosen.headset.id } : control;
}

/** A call that begins on a headset whose mute switch is on is muted: its microphone is. */
function begun(before: Control, control: Control, nowMs: number): Step {
  const talk = seen(control.calls).focusedTalk;
  const isNew = talk !== null && seen(before.calls).focusedTalk?.id !== talk.id;
  const switchedMute = unitOf(control, control.ownerId)?.switchedMute ?? false;
  if (!isNew || talk.muted || !switchedMute) return lit(control, nowMs);
  // The lights come with what the command changes.
  const commands = [{ kind: 'mute', id: talk.id, muted: true }] as const;
  return { control: { ...control, mutedCallId: talk.id }, commands, writes: [] };
}

/**
 * Units of the headsets that are open. One that was opened anew has forgotten what it said, and so have we; but it may
 * still show what we lit.
 */
function withHeadsets(control: Control, headsets: readonly Headset[]): Control {
  const open = headsets.filter(({ access }) => access === 'open');
  const units = open.map((headset) => ({
    ...(unitOf(control, headset.id) ?? unitAgain(control.leftLit.get(headset.id))),
    headset,
  }));
  const here = new Set(open.map(({ id }) => id));
  const gone = control.units.filter(({ headset }) => !here.has(headset.id));
  const leftLit = new Map([...control.leftLit].filter(([id]) => !here.has(id)));
  for (const { headset, written } of gone)
    if (written !== null && !isDark(written)) leftLit.set(headset.id, written);
  return { ...control, units, leftLit };
}

function unitAgain(shown: HeadsetLights | undefined): Omit<Unit, 'headset'> {
  return shown === undefined ? NEW_UNIT : { ...NEW_UNIT, written: shown, due: true };
}

const NEW_UNIT: Omit<Unit, 'headset'> = {
  hook: false,
  hookSinceMs: -Infinity,
  written: null,
  writtenAtMs: -Infinity,
  echoes: [],
  resendAtMs: null,
  due: false,
  line: 'free',
  press: null,
  unmutedAtMs: -Infinity,
  switchedMute: false,
};

/** What was not confirmed in time is written once more, and once only. */
function resent(control: Control, nowMs: number): Control {
  const units = control.units.map((unit) => ({
    ...unit,
    echoes: unit.echoes.filter(({ untilMs }) => nowMs <= untilMs),
    ...(unit.resendAtMs !== null && nowMs >= unit.resendAtMs && { resendAtMs: null, due: true }),
  }));
  return { ...control, units };
}
