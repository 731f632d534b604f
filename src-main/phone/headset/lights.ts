import { isHeld, isLive, seen, type CallsSeen } from './calls-seen';
import type { Control, LightsWritten, Unit } from './control';
import { LIGHTS_OFF, type HeadsetLights } from './ports';

/** How long only the headset of the chosen audio device rings, before all others do as well. */
export const RING_ALONE_MS = 6_000;
/** An older expectation that a newer write contradicts may still be on the wire for so long. */
const CROSSING_MS = 300;

/** What each headset shall show follows from the calls alone; `null` where we must keep our hands off. */
function wanted(control: Control, calls: CallsSeen, unit: Unit, nowMs: number): HeadsetLights | null {
  // Another program has a call on it.
  if (unit.line === 'other') return null;
  if (calls.engaged.length === 0)
    return calls.ringing.length > 0 && mayRing(control, unit, nowMs)
      ? { ...LIGHTS_OFF, ring: true }
      : LIGHTS_OFF;
  if (control.ownerId !== unit.headset.id) return LIGHTS_OFF;
  return {
    offHook: !restsOnHook(control, calls),
    ring: calls.ringing.length > 0,
    mute: calls.focusedTalk?.muted ?? false,
    hold: calls.focusedTalk !== null && isHeld(calls.focusedTalk),
  };
}

function restsOnHook(control: Control, calls: CallsSeen): boolean {
  return control.restsOnHook && !calls.open;
}

/** The headset of the chosen audio device first; all when it is not here. */
function mayRing({ units, ringingSinceMs }: Control, { headset }: Unit, nowMs: number): boolean {
  const chosen = units.some((unit) => unit.headset.selected && unit.line !== 'other');
  return !chosen || headset.selected || (ringingSinceMs !== null && nowMs >= ringingSinceMs + RING_ALONE_MS);
}

/** Writes what is not shown yet, or is due again; nothing at all to a headset that none of our calls concerns. */
export function writeLights(
  control: Control,
  nowMs: number,
): { readonly control: Control; readonly writes: readonly LightsWritten[] } {
  const calls = seen(control.calls);
  const writes: LightsWritten[] = [];
  const units = control.units.map((unit) => {
    const lights = wanted(control, calls, unit, nowMs);
    const settled = unit.due ? { ...unit, due: false } : unit;
    if (lights === null || !mustWrite(unit, lights, isLive(calls))) return settled;
    writes.push({ id: unit.headset.id, lights });
    return shown(settled, lights, nowMs);
  });
  return { control: { ...control, units }, writes };
}

function mustWrite({ written, due }: Unit, lights: HeadsetLights, live: boolean): boolean {
  // A headset we never lit may be in somebody else's hands: dark is how we leave it.
  if (isDark(written) && isDark(lights)) return false;
  return (due && live) || written === null || !sameLights(written, lights);
}

export const isDark = (lights: HeadsetLights | null): boolean =>
  lights === null || sameLights(lights, LIGHTS_OFF);

export function sameLights(a: HeadsetLights, b: HeadsetLights): boolean {
  return a.offHook === b.offHook && a.ring === b.ring && a.mute === b.mute && a.hold === b.hold;
}

/** The unit after its lights were written: what it is now expected to confirm, and until when. */
function shown(unit: Unit, lights: HeadsetLights, nowMs: number): Unit {
  const before = unit.written ?? LIGHTS_OFF;
  const unmutedAtMs = before.mute && !lights.mute ? nowMs : unit.unmutedAtMs;
  const common = { ...unit, written: lights, writtenAtMs: nowMs, unmutedAtMs };
  if (before.offHook === lights.offHook) return common;
  const crossing = unit.echoes.map((echo) => ({
    ...echo,
    untilMs: Math.min(echo.untilMs, nowMs + CROSSING_MS),
  }));
  // It says so already: that report was the press this answers.
  if (unit.hook === lights.offHook) return { ...common, echoes: crossing, resendAtMs: null };
  const { hookEchoMs, ackTimeoutMs } = unit.headset.timing;
  const echo = { offHook: lights.offHook, untilMs: nowMs + hookEchoMs };
  return { ...common, echoes: [...crossing, echo], resendAtMs: nowMs + ackTimeoutMs };
}

/** The moment at which time alone changes something, monotonic; `null`: never. */
export function nextMomentMs(control: Control, nowMs: number): number | null {
  const { ringingSinceMs, units } = control;
  const ring = ringingSinceMs === null ? [] : [ringingSinceMs + RING_ALONE_MS];
  const resends = units.flatMap(({ resendAtMs }) => (resendAtMs === null ? [] : [resendAtMs]));
  const moments = [...ring, ...resends].filter((atMs) => atMs > nowMs);
  return moments.length === 0 ? null : Math.min(...moments);
}

/** Everything dark, for the end. */
export function darken(control: Control): readonly LightsWritten[] {
  return control.units
    .filter(({ written, line }) => line !== 'other' && !isDark(written))
    .map(({ headset }) => ({ id: headset.id, lights: LIGHTS_OFF }));
}

/** What the window shows of a headset. */
export function useOf(
  control: Control,
  { headset, line, written }: Unit,
): 'idle' | 'ringing' | 'in-call' | 'elsewhere' {
  if (line === 'other') return 'elsewhere';
  const { engaged } = seen(control.calls);
  if (engaged.length > 0 && control.ownerId === headset.id) return 'in-call';
  return written?.ring === true ? 'ringing' : 'idle';
}
