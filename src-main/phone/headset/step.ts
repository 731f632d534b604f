import { seen } from './calls-seen';
import { unitOf, type Control, type Input, type Step, type Unit } from './control';
import { darken, writeLights } from './lights';
import type { Headset } from './ports';
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
      return lit(withCalls({ ...control, calls: input.calls }, nowMs), nowMs);
    case 'headsets':
      return lit(owned({ ...control, units: unitsOf(control, input.headsets) }), nowMs);
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

/** Units of the headsets that are open; one that was opened anew has forgotten everything, and so have we. */
function unitsOf(control: Control, headsets: readonly Headset[]): readonly Unit[] {
  return headsets
    .filter(({ access }) => access === 'open')
    .map((headset) => ({ ...(unitOf(control, headset.id) ?? NEW_UNIT), headset }));
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
