import { DisposableStore, type Disposable } from '../base/disposable';
import { Observable, sameData, type Observed } from '../base/observable';
import type { AudioSource } from '../ipc/audio';
import type { CallSnapshot } from '../phone/call/call-snapshot';
import type { Telephone } from '../phone/telephone';
import type { AudioLevels, AudioView } from '../../src-preload/contract/audio';
import type { MediaReport } from '../../src-preload/contract/media';
import type { LineSupervisor } from './line/supervisor';
import type { MediaWindow } from './windows/media-window';

const SILENCE: AudioLevels = { speak: 0, hear: 0 };

/**
 * Joins the media window to the line process and to the telephone. Either may die and come back at any time: each
 * time one does, both get a fresh channel to each other.
 */
export class SoundEngine implements AudioSource, Disposable {
  readonly #owned = new DisposableStore();
  readonly #view: Observable<AudioView>;
  readonly #levels = this.#owned.add(new Observable<AudioLevels>(SILENCE, sameData));
  #devices: AudioView['devices'] = [];
  #digitsSent: ReadonlyMap<string, string> = new Map();
  #using: AudioView['using'] = { speak: [], hear: [], ring: [] };
  #microphone: AudioView['microphone'] = 'unknown';
  #voiceTest: AudioView['voiceTest'] = 'idle';

  constructor(
    private readonly parts: {
      readonly window: MediaWindow;
      readonly line: LineSupervisor;
      readonly telephone: Telephone;
    },
  ) {
    const { window, line, telephone } = parts;
    this.#view = this.#owned.add(new Observable(this.#look(), sameData));
    this.#owned.add(
      window.onReady(() => {
        this.#voiceTest = 'idle';
        this.#view.set(this.#look());
        this.#connect();
      }),
    );
    this.#owned.add(
      line.onReady(() => {
        this.#connect();
      }),
    );
    this.#owned.add(
      window.onReport((report) => {
        this.#hear(report);
      }),
    );
    this.#owned.add(
      telephone.settings.changed(() => {
        this.#view.set(this.#look());
      }),
    );
    this.#owned.add(
      telephone.desiredAudio.changed((desired) => {
        window.desire(desired);
      }),
    );
    this.#owned.add(
      telephone.calls.changed(({ calls }) => {
        this.#hearKeys(calls);
      }),
    );
    window.desire(telephone.desiredAudio.value);
  }

  get view(): Observed<AudioView> {
    return this.#view;
  }

  get levels(): Observed<AudioLevels> {
    return this.#levels;
  }

  testTone(role: 'hear' | 'ring'): boolean {
    return this.parts.window.testTone(role);
  }

  testVoice(): boolean {
    return this.parts.window.testVoice();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** A key of a keypad answers whoever presses it, wherever it was pressed. */
  #hearKeys(calls: readonly CallSnapshot[]): void {
    const sent = new Map<string, string>();
    for (const call of calls) if (call.state === 'established') sent.set(call.id, call.digitsSent);
    for (const [id, digits] of sent) {
      const before = this.#digitsSent.get(id) ?? '';
      const last = digits.at(-1);
      if (digits !== before && digits.length >= before.length && last !== undefined)
        this.parts.window.keys(last);
    }
    this.#digitsSent = sent;
  }

  #connect(): void {
    const { window, line } = this.parts;
    if (line.state !== 'running') return;
    const port = window.connect();
    if (port && !line.connectMediaWindow(port)) port.close();
  }

  #hear(report: MediaReport): void {
    switch (report.kind) {
      case 'ready':
        return;
      case 'levels':
        this.#levels.set(report.levels);
        return;
      case 'network':
        this.parts.line.networkMayHaveChanged();
        return;
      case 'devices':
        this.#devices = report.devices;
        break;
      case 'using':
        this.#using = report.using;
        break;
      case 'voice-test':
        this.#voiceTest = report.state;
        break;
      case 'microphone':
        this.#microphone = report.state;
        break;
    }
    this.#view.set(this.#look());
  }

  #look(): AudioView {
    const { speak, hear, ring } = this.parts.telephone.settings.value.devices;
    const chosen = { speak: [...speak], hear: [...hear], ring: [...ring] };
    const seen = { microphone: this.#microphone, voiceTest: this.#voiceTest };
    return { devices: this.#devices, chosen, using: this.#using, ...seen };
  }
}
