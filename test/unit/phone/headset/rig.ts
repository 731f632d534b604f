import { Observable } from '../../../../src-main/base/observable';
import { Signal } from '../../../../src-main/base/signal';
import { VirtualClock } from '../../../../src-main/base/virtual-clock';
import { callsSnapshot, type CallsSnapshot } from '../../../../src-main/phone/call/call-snapshot';
import { NO_CALLS } from '../../../../src-main/phone/call/calls';
import { HeadsetControl } from '../../../../src-main/phone/headset/headset-control';
import {
  DEFAULT_TIMING,
  LIGHTS_OFF,
  type Headset,
  type HeadsetEvent,
  type HeadsetId,
  type HeadsetLights,
  type HeadsetPort,
} from '../../../../src-main/phone/headset/ports';
import { Desk } from '../call/desk';

/** Headsets that a test presses, and whose lights it sees. */
export class FakeHeadsets implements HeadsetPort {
  readonly headsets = new Observable<readonly Headset[]>([]);
  readonly #events = new Signal<{ readonly id: HeadsetId; readonly event: HeadsetEvent }>();
  readonly onEvent = this.#events.event;
  readonly lights = new Map<HeadsetId, HeadsetLights>();
  writes = 0;
  /** Called with each write, as the headset's own doing. */
  hears: (id: HeadsetId, lights: HeadsetLights) => void = () => undefined;

  plug(id: HeadsetId, changes: Partial<Headset> = {}): void {
    const headset: Headset = {
      id,
      name: id,
      access: 'open',
      functions: ['answer', 'mute', 'off-hook-light', 'ring-light', 'mute-light', 'hold-light'],
      timing: DEFAULT_TIMING,
      selected: false,
      ...changes,
    };
    this.lights.set(id, LIGHTS_OFF);
    this.headsets.set([...this.headsets.value, headset]);
  }

  unplug(id: HeadsetId): void {
    this.lights.delete(id);
    this.headsets.set(this.headsets.value.filter((headset) => headset.id !== id));
  }

  say(id: HeadsetId, event: HeadsetEvent): void {
    this.#events.fire({ id, event });
  }

  hook(id: HeadsetId, offHook: boolean, repeated = false): void {
    this.say(id, { kind: 'hook', offHook, repeated });
  }

  write(id: HeadsetId, lights: HeadsetLights): void {
    this.writes += 1;
    this.lights.set(id, lights);
    this.hears(id, lights);
  }

  /** "off-hook ring", or "dark". */
  shows(id: HeadsetId): string {
    const { offHook, ring, mute, hold } = this.lights.get(id) ?? LIGHTS_OFF;
    const on = [offHook && 'off-hook', ring && 'ring', mute && 'mute', hold && 'hold'].filter(Boolean);
    return on.length === 0 ? 'dark' : on.join(' ');
  }
}

/** The real rules of calls, the real control, and headsets in a test's hands. */
export class Rig {
  readonly clock = new VirtualClock();
  readonly desk = new Desk();
  readonly headsets = new FakeHeadsets();
  /** Every command that a headset gave, as "answer a" or "redial". */
  readonly said: string[] = [];
  readonly #calls = new Observable<CallsSnapshot>(callsSnapshot(NO_CALLS));
  readonly control = new HeadsetControl(
    this.headsets,
    {
      calls: this.#calls,
      command: (asked) => {
        this.said.push([asked.kind, asked.id, ...extra(asked)].join(' '));
        this.desk.command(asked);
        this.show();
      },
      redial: () => this.said.push('redial'),
      voicemail: () => this.said.push('voicemail'),
      showDial: () => this.said.push('show-dial'),
    },
    this.clock,
  );

  /** Does something to the calls, and shows it to the headsets. */
  calls(change: (desk: Desk) => void): void {
    change(this.desk);
    this.show();
  }

  show(): void {
    this.#calls.set(callsSnapshot(this.desk.state));
  }

  stateOf(id: string): string {
    return this.desk.state.calls.find((call) => call.id === id)?.state ?? 'gone';
  }

  /** What headsets said since the last time. */
  takeSaid(): readonly string[] {
    return this.said.splice(0);
  }
}

function extra(asked: {
  readonly kind: string;
  readonly held?: boolean;
  readonly muted?: boolean;
  readonly digits?: string;
}): string[] {
  const { held, muted, digits } = asked;
  if (held !== undefined) return [held ? 'on' : 'off'];
  if (muted !== undefined) return [muted ? 'on' : 'off'];
  return digits === undefined ? [] : [digits];
}
