import type { AudioDevice } from '../../src-preload/contract/audio';

const KINDS: Partial<Record<MediaDeviceKind, AudioDevice['kind']>> = {
  audioinput: 'input',
  audiooutput: 'output',
};
/** Chrome lists the system's choices as devices of their own; an empty preference already means them. */
const PSEUDO_DEVICES = new Set(['', 'default', 'communications']);
/** A device that vanished in mid-call must be noticed within 2 s. */
const LOOK_AGAIN_MS = 750;

/** The audio devices that are there now, and whoever wants to know when that changes. */
export class Devices {
  readonly #listeners = new Set<(devices: readonly AudioDevice[]) => void>();
  #current: readonly AudioDevice[] = [];
  #looking = false;
  #timer: number | undefined;

  /** From now on the list is kept up to date; until then there is none. */
  async look(): Promise<void> {
    if (!this.#looking) await this.refresh();
  }

  /**
   * Chromium on Linux hears of sound cards only (udev), not of what the sound server makes itself: a Bluetooth headset
   * comes and goes without a word. While somebody would miss one, we look.
   */
  watch(on: boolean): void {
    if (on === (this.#timer !== undefined)) return;
    window.clearInterval(this.#timer);
    this.#timer = on ? window.setInterval(() => void this.refresh(), LOOK_AGAIN_MS) : undefined;
    if (on) void this.refresh();
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
