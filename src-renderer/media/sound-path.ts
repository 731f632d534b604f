import type { Loudspeaker } from './loudspeaker';
import type { Microphone, Share } from './microphone';

/** What every leg of the window shares. */
export interface Room {
  readonly microphone: Microphone;
  readonly loudspeaker: Loudspeaker;
  isMuted(callId: string): boolean;
}

/** One call's ear and mouth: an audio element for the far end, a share of the microphone for us. */
export class SoundPath {
  readonly #room: Room;
  readonly #callId: string;
  readonly #element: HTMLAudioElement;
  readonly #share: Share;

  constructor(
    room: Room,
    legId: string,
    callId: string,
    track: MediaStreamTrack,
    speak: (mine: MediaStreamTrack | null) => void,
  ) {
    this.#room = room;
    this.#callId = callId;
    this.#element = document.createElement('audio');
    this.#element.dataset['leg'] = legId;
    this.#element.dataset['call'] = callId;
    this.#element.srcObject = new MediaStream([track]);
    document.body.append(this.#element);
    void this.#play();
    this.#share = room.microphone.share((mine) => {
      if (mine) mine.enabled = !room.isMuted(callId);
      speak(mine);
    });
  }

  applyMute(): void {
    if (this.#share.track) this.#share.track.enabled = !this.#room.isMuted(this.#callId);
  }

  get microphoneTrack(): MediaStreamTrack | null {
    return this.#share.track;
  }

  close(): void {
    this.#share.release();
    this.#room.loudspeaker.remove(this.#element);
    this.#element.pause();
    this.#element.srcObject = null;
    this.#element.remove();
  }

  async #play(): Promise<void> {
    await this.#room.loudspeaker.add(this.#element);
    // Interrupted by closing: nothing is lost.
    await this.#element.play().catch(() => undefined);
  }
}
