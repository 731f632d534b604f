import type { AudioDevice } from '../../src-preload/contract/audio';

const KINDS: Partial<Record<MediaDeviceKind, AudioDevice['kind']>> = {
  audioinput: 'input',
  audiooutput: 'output',
};
/** Chrome lists the system's choices as devices of their own; `null` in a choice already means them. */
const PSEUDO_DEVICES = new Set(['', 'default', 'communications']);

/** The audio devices that are there now, and whoever wants to know when that changes. */
export class Devices {
  readonly #listeners = new Set<(devices: readonly AudioDevice[]) => void>();
  #current: readonly AudioDevice[] = [];

  #looking = false;

  /** From now on the list is kept up to date; until then there is none. */
  async look(): Promise<void> {
    if (!this.#looking) await this.refresh();
  }

  get current(): readonly AudioDevice[] {
    return this.#current;
  }

  onChange(listener: (devices: readonly AudioDevice[]) => void): void {
    this.#listeners.add(listener);
  }

  /** Looks afresh, as when a permission was given: names are empty before. */
  async refresh(): Promise<void> {
    if (!this.#looking) {
      this.#looking = true;
      navigator.mediaDevices.addEventListener('devicechange', () => {
        void this.refresh();
      });
    }
    const listed = await navigator.mediaDevices.enumerateDevices();
    const devices = listed.flatMap(({ deviceId, label, kind }) => {
      const ours = KINDS[kind];
      return ours === undefined || PSEUDO_DEVICES.has(deviceId) ? [] : [{ deviceId, label, kind: ours }];
    });
    if (JSON.stringify(devices) === JSON.stringify(this.#current)) return;
    this.#current = devices;
    for (const listener of this.#listeners) listener(devices);
  }
}
