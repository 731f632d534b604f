import type { HeadsetEvent, HeadsetFunction, HeadsetId, HeadsetLights } from './ports';
import { LIGHTS_OFF } from './ports';

/** How long a press is waited for. */
export const PRESS_DEADLINE_MS = 20_000;
/** How long each light stays on. */
export const LIGHT_MS = 1_500;

const LIGHTS = [
  ['ring', 'ring-light'],
  ['offHook', 'off-hook-light'],
  ['mute', 'mute-light'],
  ['hold', 'hold-light'],
] as const satisfies readonly (readonly [keyof HeadsetLights, HeadsetFunction])[];

export type TrialLight = (typeof LIGHTS)[number][0];

/** A person tries a headset: its button, pressed twice as for answering and hanging up, or its lights in turn. */
export type Trial =
  | { readonly kind: 'button'; readonly id: HeadsetId; readonly step: 'press' }
  /** `pressedAtMs`, wall clock: when the first press arrived. The headset is shown Off-Hook meanwhile. */
  | {
      readonly kind: 'button';
      readonly id: HeadsetId;
      readonly step: 'press-again';
      readonly pressedAtMs: number;
    }
  | {
      readonly kind: 'button';
      readonly id: HeadsetId;
      readonly step: 'done';
      readonly pressedAtMs: number;
      readonly againAtMs: number;
    }
  /** Nothing came in time. */
  | { readonly kind: 'button'; readonly id: HeadsetId; readonly step: 'missed' }
  | { readonly kind: 'lights'; readonly id: HeadsetId; readonly light: TrialLight };

/** The lights a headset has, in the order in which they are tried. */
export function trialLights(functions: readonly HeadsetFunction[]): readonly TrialLight[] {
  return LIGHTS.filter(([, name]) => functions.includes(name)).map(([light]) => light);
}

/** The trial after an event of its headset; the same when the event is not the press it waits for. */
export function pressed(trial: Trial, event: HeadsetEvent, nowMs: number): Trial {
  if (trial.kind !== 'button' || !isHook(event)) return trial;
  switch (trial.step) {
    case 'press':
      return meansOffHook(event, true) ? { ...trial, step: 'press-again', pressedAtMs: nowMs } : trial;
    case 'press-again':
      return meansOffHook(event, false) ? { ...trial, step: 'done', againAtMs: nowMs } : trial;
    case 'done':
    case 'missed':
      return trial;
  }
}

/** What the headset shall show meanwhile. */
export function lightsOf(trial: Trial): HeadsetLights {
  if (trial.kind === 'lights') return { ...LIGHTS_OFF, [trial.light]: true };
  return { ...LIGHTS_OFF, offHook: trial.step === 'press-again' };
}

/** Whether the headset's events still belong to the trial. */
export function isRunning(trial: Trial): boolean {
  return trial.kind === 'lights' || trial.step === 'press' || trial.step === 'press-again';
}

type HookEvent = Extract<HeadsetEvent, { kind: 'hook' | 'hook-toggle' }>;

const isHook = (event: HeadsetEvent): event is HookEvent =>
  event.kind === 'hook' || event.kind === 'hook-toggle';

const meansOffHook = (event: HookEvent, offHook: boolean): boolean =>
  event.kind === 'hook-toggle' || event.offHook === offHook;
