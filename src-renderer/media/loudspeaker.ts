/** What can be told where to sound: an audio element, or an audio context (Chrome 110). */
export interface Sounding {
  setSinkId(deviceId: string): Promise<void>;
}

/** One role's loudspeaker: everything that plays on it follows its device. */
export class Loudspeaker {
  readonly #playing = new Set<Sounding>();
  #deviceId = '';

  /** Moves what plays; `''` is the system's default. */
  use(deviceId: string): void {
    if (deviceId === this.#deviceId) return;
    this.#deviceId = deviceId;
    for (const sounding of this.#playing) void this.#move(sounding);
  }

  async add(sounding: Sounding): Promise<void> {
    this.#playing.add(sounding);
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
