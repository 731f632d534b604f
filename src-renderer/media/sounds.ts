import { Loudspeaker } from './loudspeaker';
import { playOn, type Playing } from './player';
import { renderTone, TONE_RATE, type ToneName } from './tones';

/** Plays tones: ringing on one loudspeaker or several, everything else where calls are heard. */
export class Sounds {
  readonly #hear: Loudspeaker;
  #ring: readonly Loudspeaker[] = [new Loudspeaker()];
  #name: ToneName | 'none' = 'none';
  #playing: readonly Playing[] = [];

  constructor(hear: Loudspeaker) {
    this.#hear = hear;
  }

  /** Where it rings from now on, in mid-ring too. */
  ringOn(deviceIds: readonly string[], volume: number): void {
    const restart = deviceIds.length !== this.#ring.length;
    if (restart) this.#ring = deviceIds.map(() => new Loudspeaker());
    this.#ring.forEach((loudspeaker, index) => {
      loudspeaker.use(deviceIds[index] ?? '', volume);
    });
    if (restart && this.#name === 'ring') this.#replay();
  }

  /** What shall sound until told otherwise. */
  play(name: ToneName | 'none'): void {
    if (name === this.#name) return;
    this.#name = name;
    this.#replay();
  }

  /** One second on a role's loudspeaker. */
  test(role: 'hear' | 'ring'): void {
    this.#start('test', role, false);
  }

  #replay(): void {
    for (const playing of this.#playing) playing.stop();
    const name = this.#name;
    this.#playing = name === 'none' ? [] : this.#start(name, name === 'ring' ? 'ring' : 'hear', true);
  }

  #start(name: ToneName, role: 'hear' | 'ring', loop: boolean): readonly Playing[] {
    const samples = renderTone(name);
    return (role === 'ring' ? this.#ring : [this.#hear]).map((loudspeaker) =>
      playOn(loudspeaker, { samples, rateHz: TONE_RATE, loop }),
    );
  }
}
