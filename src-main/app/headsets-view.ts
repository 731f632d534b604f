import { unitOf, type Control } from '../phone/headset/control';
import { useOf } from '../phone/headset/lights';
import type { Headset, HeadsetEvent, HeadsetId } from '../phone/headset/ports';
import type { Trial } from '../phone/headset/trial';
import type { HeadsetLive } from '../phone/headset/watched-headsets';
import type { HeadsetsView, HeadsetView, TrialView } from '../../src-preload/contract/headsets';

export interface HeadsetsSeen {
  readonly headsets: readonly Headset[];
  readonly live: ReadonlyMap<HeadsetId, HeadsetLive>;
  readonly trial: Trial | null;
  readonly control: Control;
  readonly permissionFix: string | null;
  readonly quirkProblems: readonly string[];
}

/** The headsets as the windows show them. */
export function headsetsView(seen: HeadsetsSeen): HeadsetsView {
  const { headsets, live, trial, control, permissionFix, quirkProblems } = seen;
  return {
    headsets: headsets.map((headset) => oneView(headset, live.get(headset.id), control)),
    trial: trial && trialView(trial),
    permissionFix,
    quirkProblems: [...quirkProblems],
    mutedCallId: control.mutedCallId,
  };
}

function oneView(headset: Headset, live: HeadsetLive | undefined, control: Control): HeadsetView {
  const { id, name, access, functions, selected } = headset;
  const unit = unitOf(control, id);
  const last = live?.last ?? null;
  return {
    ...{ id, name, access, selected },
    functions: [...functions],
    use: unit ? useOf(control, unit) : 'idle',
    muted: live?.lights.mute ?? false,
    held: live?.lights.hold ?? false,
    last: last && { name: eventName(last.event), atMs: last.atMs, count: last.count },
  };
}

type EventName = NonNullable<HeadsetView['last']>['name'];

function eventName(event: HeadsetEvent): EventName {
  switch (event.kind) {
    case 'hook':
      return event.offHook ? 'off-hook' : 'on-hook';
    case 'mute-set':
      return event.muted ? 'muted' : 'unmuted';
    case 'line-busy':
      return event.busy ? 'busy' : 'free';
    default:
      return event.kind;
  }
}

function trialView(trial: Trial): TrialView {
  return trial.kind === 'lights' ? { step: 'light', id: trial.id, light: trial.light } : trial;
}
