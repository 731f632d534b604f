import type { Clock } from '../../base/clock';
import { DisposableStore, NOTHING_TO_DISPOSE, type Disposable } from '../../base/disposable';
import { Observable, sameData, type Observed } from '../../base/observable';
import { fail, ok, type Result } from '../../base/result';
import { Signal } from '../../base/signal';
import { isDark } from './lights';
import {
  LIGHTS_OFF,
  type Headset,
  type HeadsetEvent,
  type HeadsetId,
  type HeadsetLights,
  type HeadsetPort,
} from './ports';
import {
  isRunning,
  LIGHT_MS,
  lightsOf,
  PRESS_DEADLINE_MS,
  pressed,
  trialLights,
  type Trial,
  type TrialLight,
} from './trial';

/** What a headset last said and was told, for the person who looks at it in the settings. */
export interface HeadsetLive {
  readonly lights: HeadsetLights;
  /** The last thing it said; `count` tells two equal ones apart, `atMs` is wall clock. */
  readonly last: { readonly event: HeadsetEvent; readonly atMs: number; readonly count: number } | null;
}

const NOTHING_SEEN: HeadsetLive = { lights: LIGHTS_OFF, last: null };

export type TrialRefusal = { readonly kind: 'unknown-headset' | 'headset-busy' };

/**
 * The headsets, watched: a port like the one below, that also remembers what passed through it and lends a headset to
 * a trial. While one runs its headset is silent towards calls; the first lights a call wants end it.
 */
export class WatchedHeadsets implements HeadsetPort, Disposable {
  readonly #port: HeadsetPort;
  readonly #clock: Clock;
  readonly #owned = new DisposableStore();
  readonly #events = new Signal<{ readonly id: HeadsetId; readonly event: HeadsetEvent }>();
  readonly #live = new Observable<ReadonlyMap<HeadsetId, HeadsetLive>>(new Map());
  readonly #trial = new Observable<Trial | null>(null, sameData);
  #timer: Disposable = NOTHING_TO_DISPOSE;

  constructor(port: HeadsetPort, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
    this.#owned.add(port.onEvent(({ id, event }) => this.#heard(id, event)));
    this.#owned.add(port.headsets.changed((headsets) => this.#changed(headsets)));
  }

  get headsets(): Observed<readonly Headset[]> {
    return this.#port.headsets;
  }
  get live(): Observed<ReadonlyMap<HeadsetId, HeadsetLive>> {
    return this.#live;
  }
  get trial(): Observed<Trial | null> {
    return this.#trial;
  }

  readonly onEvent: HeadsetPort['onEvent'] = (listener) => this.#events.event(listener);

  write(id: HeadsetId, lights: HeadsetLights): void {
    if (this.#trial.value?.id === id) this.#show(null);
    this.#write(id, lights);
  }

  /** Waits for two presses, as for answering and for hanging up. */
  tryButton(id: HeadsetId): Result<void, TrialRefusal> {
    const free = this.#free(id);
    if (!free.ok) return free;
    this.#begin({ kind: 'button', id, step: 'press' });
    return ok(undefined);
  }

  /** Shows one light after the other. */
  tryLights(id: HeadsetId): Result<void, TrialRefusal> {
    const free = this.#free(id);
    if (!free.ok) return free;
    this.#shine(id, trialLights(free.value.functions));
    return ok(undefined);
  }

  /** The person has seen enough. */
  endTrial(): void {
    const trial = this.#trial.value;
    this.#show(null);
    if (trial && isRunning(trial)) this.#write(trial.id, LIGHTS_OFF);
  }

  dispose(): void {
    this.endTrial();
    this.#owned.dispose();
    this.#events.dispose();
    this.#live.dispose();
    this.#trial.dispose();
  }

  /** A headset that shows a call of ours, or is in use elsewhere, is not for trying. */
  #free(id: HeadsetId): Result<Headset, TrialRefusal> {
    const headset = this.headsets.value.find((candidate) => candidate.id === id);
    if (headset?.access !== 'open') return fail({ kind: 'unknown-headset' });
    if (this.#trial.value && isRunning(this.#trial.value)) this.endTrial();
    const { lights } = this.#live.value.get(id) ?? NOTHING_SEEN;
    return isDark(lights) ? ok(headset) : fail({ kind: 'headset-busy' });
  }

  #begin(trial: Trial): void {
    this.#show(trial);
    this.#timer = this.#clock.after(PRESS_DEADLINE_MS, () => {
      this.#timer = NOTHING_TO_DISPOSE;
      this.endTrial();
      this.#trial.set({ kind: 'button', id: trial.id, step: 'missed' });
    });
  }

  #shine(id: HeadsetId, [light, ...others]: readonly TrialLight[]): void {
    if (light === undefined) {
      this.endTrial();
      return;
    }
    const trial: Trial = { kind: 'lights', id, light };
    this.#show(trial);
    this.#write(id, lightsOf(trial));
    this.#timer = this.#clock.after(LIGHT_MS, () => {
      this.#shine(id, others);
    });
  }

  #heard(id: HeadsetId, event: HeadsetEvent): void {
    const before = this.#live.value.get(id) ?? NOTHING_SEEN;
    const count = (before.last?.count ?? 0) + 1;
    this.#setLive(id, { ...before, last: { event, atMs: this.#clock.nowMs(), count } });
    const trial = this.#trial.value;
    if (trial?.id === id && isRunning(trial)) this.#try(trial, event);
    else this.#events.fire({ id, event });
  }

  #try(trial: Trial, event: HeadsetEvent): void {
    const next = pressed(trial, event, this.#clock.nowMs());
    if (next === trial) return;
    if (isRunning(next)) this.#begin(next);
    else this.#show(next);
    this.#write(next.id, lightsOf(next));
  }

  #show(trial: Trial | null): void {
    this.#timer.dispose();
    this.#timer = NOTHING_TO_DISPOSE;
    this.#trial.set(trial);
  }

  #write(id: HeadsetId, lights: HeadsetLights): void {
    const before = this.#live.value.get(id) ?? NOTHING_SEEN;
    this.#setLive(id, { ...before, lights });
    this.#port.write(id, lights);
  }

  #setLive(id: HeadsetId, live: HeadsetLive): void {
    this.#live.set(new Map(this.#live.value).set(id, live));
  }

  /** Unplugged: nothing of it is remembered, and a trial has lost its object. */
  #changed(headsets: readonly Headset[]): void {
    const here = new Set(headsets.filter(({ access }) => access === 'open').map(({ id }) => id));
    const trial = this.#trial.value;
    if (trial && !here.has(trial.id)) this.#show(null);
    const kept = [...this.#live.value].filter(([id]) => here.has(id));
    if (kept.length !== this.#live.value.size) this.#live.set(new Map(kept));
  }
}
