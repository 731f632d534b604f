import { Observable, sameData, type Observed } from '../../base/observable';
import { ok, type Result } from '../../base/result';
import type { AudioRole, DeviceChoice } from '../audio/desired-audio';
import type { StorageFailure } from '../storage-failure';
import type { StorageHealth } from '../storage-health';
import { DEFAULT_SETTINGS, type Settings, type SettingsStore } from './settings';

type Change = { readonly [K in keyof Settings]?: Settings[K] | undefined };

/** The settings in force. A change that cannot be stored is not made, so that what is shown survives a restart. */
export class StoredSettings {
  readonly #store: SettingsStore;
  readonly #health: StorageHealth;
  readonly #current = new Observable<Settings>(DEFAULT_SETTINGS, sameData);

  constructor(store: SettingsStore, health: StorageHealth) {
    this.#store = store;
    this.#health = health;
  }

  get current(): Observed<Settings> {
    return this.#current;
  }

  start(): void {
    const loaded = this.#health.note(this.#store.load());
    if (loaded.ok) this.#current.set(loaded.value);
  }

  change(change: Change): Result<void, StorageFailure> {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const settings: Settings = { ...this.#current.value, ...given };
    const saved = this.#health.note(this.#store.save(settings));
    if (!saved.ok) return saved;
    this.#current.set(settings);
    return ok(undefined);
  }

  chooseDevices(role: AudioRole, wanted: readonly DeviceChoice[]): Result<void, StorageFailure> {
    return this.change({ devices: { ...this.#current.value.devices, [role]: wanted } });
  }

  dispose(): void {
    this.#current.dispose();
  }
}
