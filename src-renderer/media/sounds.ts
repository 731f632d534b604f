import type { DesiredAudioMessage } from '../../src-preload/contract/media';
import { Loudspeaker } from './loudspeaker';
import { playOn, type Playing } from './player';
import { renderRingtone } from './ringtones';
import { renderKey, renderProgress, renderTest, TONE_RATE } from './tones';

export type Wanted = Pick<DesiredAudioMessage, 'sound' | 'ringtone' | 'ringRises' | 'toneRegion'>;

const RINGTONE_RATE_HZ = 32_000;
/** From a tenth to full loudness. */
const RISES_S = 12;

/** Plays tones: ringing on one loudspeaker or several, everything else where calls are heard. */
export class Sounds {
  readonly #hear: Loudspeaker;
  #ring: readonly Loudspeaker[] = [new Loudspeaker()];
  #wanted: Wanted = { sound: 'none', ringtone: 'classic', ringRises: false, toneRegion: 'system' };
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
    if (restart && this.#wanted.sound === 'ring') this.#replay();
  }

  /** What shall sound until told otherwise. */
  play({ sound, ringtone, ringRises, toneRegion }: Wanted): void {
    const same = sound === this.#wanted.sound && (sound !== 'ring' || ringtone === this.#wanted.ringtone);
    this.#wanted = { sound, ringtone, ringRises, toneRegion };
    if (!same) this.#replay();
  }

  /** A second of tone where calls are heard; one turn of the ring tone where it rings. */
  test(role: 'hear' | 'ring'): void {
    if (role === 'ring') this.#startRinging(false);
    else playOn(this.#hear, { samples: renderTest(), rateHz: TONE_RATE, loop: false });
  }

  /** Says to whoever pressed it that a key was pressed. */
  key(key: string): void {
    playOn(this.#hear, { samples: renderKey(key), rateHz: TONE_RATE, loop: false });
  }

  #replay(): void {
    for (const playing of this.#playing) playing.stop();
    this.#playing = this.#start();
  }

  #start(): readonly Playing[] {
    const { sound, toneRegion } = this.#wanted;
    if (sound === 'none') return [];
    if (sound === 'ring') return this.#startRinging(true);
    const samples = renderProgress(sound, toneRegion, navigator.language);
    return [playOn(this.#hear, { samples, rateHz: TONE_RATE, loop: true })];
  }

  #startRinging(loop: boolean): readonly Playing[] {
    const { ringtone, ringRises } = this.#wanted;
    const samples = renderRingtone(ringtone, RINGTONE_RATE_HZ);
    const sound = { samples, rateHz: RINGTONE_RATE_HZ, loop, ...(loop && ringRises && { risesS: RISES_S }) };
    return this.#ring.map((loudspeaker) => playOn(loudspeaker, sound));
  }
}
