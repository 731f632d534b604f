import { isHeld, isLive, seen, type CallsSeen } from './calls-seen';
import { mayAct, withUnit, type Control, type HeadsetCommand, type Unit } from './control';
import type { HeadsetEvent } from './ports';

/** One press may arrive as two usages, the hook and a Drop: the second means the same. */
export const SAME_PRESS_MS = 150;
/** A headset whose off-hook nobody acknowledged says it again after about 2 s: that is no new press. */
const UNANSWERED_MS = 3_000;
/** A mute so soon after our unmuting is the headset's own doing: its boom arm is up. */
export const BOUNCE_MS = 1_000;

/** The control after an event, and what the event asks of the telephone. */
export interface Pressed {
  readonly control: Control;
  readonly commands: readonly HeadsetCommand[];
}

const nothing = (control: Control): Pressed => ({ control, commands: [] });

export function pressed(control: Control, unit: Unit, event: HeadsetEvent, nowMs: number): Pressed {
  const calls = seen(control.calls);
  switch (event.kind) {
    case 'hook':
      return hook(control, calls, unit, event, nowMs);
    case 'hook-toggle': {
      const offHook = !(unit.written?.offHook ?? false);
      return hook(control, calls, unit, { kind: 'hook', offHook, repeated: false }, nowMs);
    }
    case 'line-busy':
      return nothing(withUnit(control, lineBusy(unit, event.busy)));
    case 'mute-toggle':
    case 'mute-set':
      return mute(control, calls, unit, event, nowMs);
    case 'key':
      return digit(control, calls, unit, event.digit);
    case 'flash':
    case 'reject':
    case 'drop':
    case 'redial':
    case 'voicemail':
      return isSamePress(unit, event.kind, nowMs)
        ? nothing(control)
        : button(
            withUnit(control, { ...unit, press: { kind: event.kind, atMs: nowMs }, due: true }),
            calls,
            unit,
            event.kind,
          );
  }
}

type HookEvent = Extract<HeadsetEvent, { kind: 'hook' }>;

function hook(control: Control, calls: CallsSeen, unit: Unit, event: HookEvent, nowMs: number): Pressed {
  const { offHook, repeated } = event;
  const known: Unit = { ...unit, hook: offHook, hookSinceMs: repeated ? unit.hookSinceMs : nowMs };
  const echo = unit.echoes.find((one) => one.offHook === offHook && nowMs <= one.untilMs);
  if (echo) {
    const echoes = unit.echoes.filter((one) => one !== echo);
    return nothing(withUnit(control, { ...known, echoes, resendAtMs: null }));
  }
  const lit = unit.written?.offHook ?? false;
  if (offHook === lit) return nothing(withUnit(control, { ...known, due: isStale(unit, nowMs) }));
  const waiting = unit.echoes.some((one) => one.offHook !== offHook && nowMs <= one.untilMs);
  // It has not followed yet, or says again what nobody took up: neither is a press.
  if (repeated && (waiting || nowMs - unit.hookSinceMs < UNANSWERED_MS))
    return nothing(withUnit(control, known));
  if (isSamePress(unit, 'hook', nowMs)) return nothing(withUnit(control, known));
  const after = withUnit(control, { ...known, press: { kind: 'hook', atMs: nowMs }, due: true });
  return offHook ? takenUp(after, calls, known) : putDown(after, calls, known);
}

/** An acknowledgement of ours is asked for again; but two that acknowledge each other would never end. */
const isStale = ({ writtenAtMs, headset }: Unit, nowMs: number): boolean =>
  nowMs - writtenAtMs > headset.timing.hookEchoMs;

/** Off-hook: answers what rings, takes a call over, or asks where to dial. */
function takenUp(control: Control, calls: CallsSeen, unit: Unit): Pressed {
  if (unit.line === 'other') return nothing(control);
  const { id } = unit.headset;
  const ringing = calls.ringing[0];
  if (calls.engaged.length === 0)
    return ringing
      ? { control: { ...control, ownerId: id }, commands: [{ kind: 'answer', id: ringing.id }] }
      : { control, commands: [{ kind: 'show-dial' }] };
  // On the desk beside the one that has the call: it stays there.
  if (!mayAct(control, unit)) return nothing(control);
  const owned = { ...control, ownerId: id };
  if (calls.open) return nothing(owned);
  if (ringing) return { control: owned, commands: [{ kind: 'answer', id: ringing.id }] };
  return { control: owned, commands: control.restsOnHook ? resume(calls) : [] };
}

const resume = ({ focused }: CallsSeen): readonly HeadsetCommand[] =>
  focused ? [{ kind: 'hold', id: focused.id, held: false }] : [];

/** On-hook: ends the focused call and no other, and never answers the one that waits. */
function putDown(control: Control, calls: CallsSeen, unit: Unit): Pressed {
  const { focused } = calls;
  if (focused === null || control.ownerId !== unit.headset.id) return nothing(control);
  return { control: { ...control, restsOnHook: true }, commands: [{ kind: 'hang-up', id: focused.id }] };
}

type Button = 'flash' | 'reject' | 'drop' | 'redial' | 'voicemail';

function button(control: Control, calls: CallsSeen, unit: Unit, kind: Button): Pressed {
  return { control, commands: unit.line === 'other' ? [] : buttonCommands(control, calls, unit, kind) };
}

function buttonCommands(
  control: Control,
  calls: CallsSeen,
  unit: Unit,
  kind: Button,
): readonly HeadsetCommand[] {
  const ringing = calls.ringing[0];
  switch (kind) {
    case 'flash':
      return mayAct(control, unit) ? flash(calls) : [];
    case 'reject':
      return ringing ? [{ kind: 'decline', id: ringing.id }] : [];
    case 'drop':
      if (ringing) return [{ kind: 'decline', id: ringing.id }];
      return calls.focused && mayAct(control, unit) ? [{ kind: 'hang-up', id: calls.focused.id }] : [];
    case 'redial':
      return isLive(calls) ? [] : [{ kind: 'redial' }];
    case 'voicemail':
      return isLive(calls) ? [] : [{ kind: 'voicemail' }];
  }
}

/** Hold or resume with one call; with two, the other one speaks; with one that waits, it is taken. */
function flash({ ringing, engaged, focused, focusedTalk }: CallsSeen): readonly HeadsetCommand[] {
  if (focused === null) return [];
  if (ringing[0]) return [{ kind: 'answer', id: ringing[0].id }];
  // What was asked a moment ago is not agreed yet; the window's button waits for that as well.
  if (focusedTalk === null || focusedTalk.holdPending) return [];
  const held = isHeld(focusedTalk);
  const other = engaged.filter((call) => call.state === 'established' && call.id !== focused.id).at(-1);
  if (other && !held) return [{ kind: 'hold', id: other.id, held: false }];
  return [{ kind: 'hold', id: focused.id, held: !held }];
}

function mute(
  control: Control,
  { focusedTalk }: CallsSeen,
  unit: Unit,
  event: Extract<HeadsetEvent, { kind: 'mute-toggle' | 'mute-set' }>,
  nowMs: number,
): Pressed {
  const switchedMute = event.kind === 'mute-set' ? event.muted : unit.switchedMute;
  const after = withUnit(control, { ...unit, switchedMute, due: true });
  if (focusedTalk === null || !mayAct(control, unit)) return nothing(after);
  const { id } = focusedTalk;
  const muted = event.kind === 'mute-set' ? event.muted : !focusedTalk.muted;
  const byItself = muted && (event.kind === 'mute-set' || nowMs - unit.unmutedAtMs < BOUNCE_MS);
  const mutedCallId = byItself ? id : null;
  const commands: readonly HeadsetCommand[] =
    muted === focusedTalk.muted ? [] : [{ kind: 'mute', id, muted }];
  return { control: { ...after, mutedCallId }, commands };
}

function digit(control: Control, { focusedTalk }: CallsSeen, unit: Unit, digits: string): Pressed {
  if (focusedTalk === null || !mayAct(control, unit)) return nothing(control);
  return { control, commands: [{ kind: 'dtmf', id: focusedTalk.id, digits }] };
}

function isSamePress({ press }: Unit, kind: HeadsetEvent['kind'], nowMs: number): boolean {
  return press !== null && press.kind !== kind && nowMs - press.atMs < SAME_PRESS_MS;
}

/** It is ours when we lit anything on it; a call that began elsewhere keeps it until the line is free again. */
function lineBusy(unit: Unit, busy: boolean): Unit {
  if (!busy) return { ...unit, line: 'free', due: true };
  if (unit.line === 'other') return unit;
  const { written } = unit;
  const ours = written !== null && (written.offHook || written.ring);
  return { ...unit, line: ours ? 'ours' : 'other' };
}
