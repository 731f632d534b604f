/** What can be told where and how loud to sound: an audio element, or an audio context behind its gain. */
export interface Sounding {
  setSinkId(deviceId: string): Promise<void>;
  /** Amplitude, 0…1. */
  volume: number;
}

/** One loudspeaker: everything that plays on it follows its device and its volume. */
export class Loudspeaker {
  readonly #playing = new Set<Sounding>();
  #deviceId = '';
  #volume = 1;

  /** Moves what plays; `''` is the system's default. `volume` is what a slider says, 0…1. */
  use(deviceId: string, volume: number): void {
    // Ears are not linear: half-way on the slider shall sound half as loud.
    this.#volume = volume ** 2;
    for (const sounding of this.#playing) sounding.volume = this.#volume;
    if (deviceId === this.#deviceId) return;
    this.#deviceId = deviceId;
    for (const sounding of this.#playing) void this.#move(sounding);
  }

  async add(sounding: Sounding): Promise<void> {
    this.#playing.add(sounding);
    sounding.volume = this.#volume;
    if (this.#deviceId !== '') await this.#move(sounding);
  }

  remove(sounding: Sounding): void {
    this.#playing.delete(sounding);
  }

  async #move(sounding: Sounding): Promise<void> {
    try {
      await sounding.setSinkId(this.#deviceId);
    } catch {
      // It was unplugged meanwhile; the list of devices will say so. Until then it must sound somewhere.
      await sounding.setSinkId('').catch(() => undefined);
    }
  }
}
