import type { Clock } from '../base/clock';
import { DisposableStore, disposable, type Disposable } from '../base/disposable';
import { messageOf, type Log } from '../base/log';
import { Observable, sameData, type Observed } from '../base/observable';
import { fail, type Result } from '../base/result';
import type { HidComputer } from '../hid/open-hid';
import type { HeadsetSource } from '../ipc/headsets';
import { NO_CONTROL } from '../phone/headset/control';
import { HeadsetControl, type HeadsetActions } from '../phone/headset/headset-control';
import { WatchedHeadsets, type TrialRefusal } from '../phone/headset/watched-headsets';
import type { AudioView } from '../../src-preload/contract/audio';
import type { HeadsetsView } from '../../src-preload/contract/headsets';
import { headsetsView } from './headsets-view';
import type { OpenHeadsets, OpenHeadsetsParts } from './open-headsets';

export interface HeadsetDeskParts {
  readonly actions: HeadsetActions;
  readonly audio: Observed<AudioView>;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the udev rule lies in this installation. */
  readonly udevFolder: string;
  /** Linux only: who may not use a headset is told how to. */
  readonly linux: boolean;
  readonly quirkFolders: OpenHeadsetsParts['quirkFolders'];
  /** A script's devices in the place of this computer's. */
  readonly computer: HidComputer | undefined;
}

interface Opened {
  readonly headsets: OpenHeadsets;
  readonly watched: WatchedHeadsets;
  readonly control: HeadsetControl;
}

/**
 * Joins the headsets to the telephone and to the windows. Their native modules are read when everything else runs
 * already: until then, and where they cannot be read, there are none.
 */
export class HeadsetDesk implements HeadsetSource, Disposable {
  readonly #parts: HeadsetDeskParts;
  readonly #owned = new DisposableStore();
  readonly #view: Observable<HeadsetsView>;
  #opened: Opened | null = null;

  constructor(parts: HeadsetDeskParts) {
    this.#parts = parts;
    this.#view = this.#owned.add(new Observable(this.#look(), sameData));
  }

  get view(): Observed<HeadsetsView> {
    return this.#view;
  }

  /** Resolves when all headsets that are plugged in are known. */
  async open(): Promise<void> {
    try {
      const { openHeadsets } = await import('./open-headsets');
      if (!this.#owned.isDisposed) await this.#begin(openHeadsets);
    } catch (error) {
      this.#parts.log('error', 'headsets cannot be used', { error: messageOf(error) });
    }
  }

  /** The machine woke up. */
  woke(): void {
    this.#opened?.headsets.woke();
  }

  tryButton(id: string): Result<void, TrialRefusal> {
    return this.#opened?.watched.tryButton(id) ?? fail({ kind: 'unknown-headset' });
  }
  tryLights(id: string): Result<void, TrialRefusal> {
    return this.#opened?.watched.tryLights(id) ?? fail({ kind: 'unknown-headset' });
  }
  endTrial(): void {
    this.#opened?.watched.endTrial();
  }

  /** The diagnostics of a headset as text; `null` for one that is not here. */
  diagnostics(id: string): { readonly name: string; readonly text: string } | null {
    const headset = this.#opened?.watched.headsets.value.find((one) => one.id === id);
    const text = this.#opened?.headsets.diagnostics(id) ?? null;
    return headset && text !== null ? { name: headset.name, text } : null;
  }

  /** Turns off what we lit, and waits until the headsets have heard it; for one that hangs, `deadlineMs` at most. */
  async close(deadlineMs: number): Promise<void> {
    this.#opened?.control.dispose();
    this.#opened?.watched.endTrial();
    const late = new Promise<void>((resolve) => {
      this.#owned.add(this.#parts.clock.after(deadlineMs, resolve));
    });
    await Promise.race([this.#opened?.headsets.written(), late]);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #begin(openHeadsets: (parts: OpenHeadsetsParts) => OpenHeadsets): Promise<void> {
    const { actions, audio, clock, log, quirkFolders, computer } = this.#parts;
    const sound = this.#owned.add(new Observable(hearsWith(audio.value)));
    this.#owned.add(audio.changed((view) => sound.set(hearsWith(view))));
    const headsets = this.#owned.add(openHeadsets({ clock, log, sound, quirkFolders, computer }));
    const watched = this.#owned.add(new WatchedHeadsets(headsets.port, clock));
    const control = this.#owned.add(new HeadsetControl(watched, actions, clock));
    this.#opened = { headsets, watched, control };
    this.#owned.add(disposable(() => (this.#opened = null)));
    const show = (): void => {
      this.#view.set(this.#look());
    };
    for (const changed of [watched.headsets.changed, watched.live.changed, watched.trial.changed])
      this.#owned.add(changed(show));
    this.#owned.add(control.state.changed(show));
    await headsets.scan();
    show();
  }

  #look(): HeadsetsView {
    const { linux, udevFolder } = this.#parts;
    const opened = this.#opened;
    return headsetsView({
      headsets: opened?.watched.headsets.value ?? [],
      live: opened?.watched.live.value ?? new Map(),
      trial: opened?.watched.trial.value ?? null,
      quirkProblems: opened?.headsets.quirkProblems ?? [],
      control: opened?.control.state.value ?? NO_CONTROL,
      permissionFix: linux ? (opened?.headsets.permissionFix(udevFolder) ?? null) : null,
    });
  }
}

/** The label of what is heard with, as the browser gives it; the system's default begins with a word for it. */
function hearsWith({ devices, using }: AudioView): string {
  const [id = 'default'] = using.hear;
  return devices.find(({ kind, deviceId }) => kind === 'output' && deviceId === id)?.label ?? '';
}
