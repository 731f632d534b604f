import type { MediaSession, SdpFailure } from '../../phone/call/media-session';

/** The answers to one offer, as they are heard: 183 and 200 mostly carry the same one, several telephones others. */
export class Answers {
  #last = '';
  #applied = Promise.resolve(true);
  #failure: SdpFailure = { kind: 'no-common-codec' };

  constructor(
    private readonly media: Pick<MediaSession, 'acceptAnswer'>,
    private readonly isOver: () => boolean,
  ) {}

  /** What was wrong with the last that media did not agree with. */
  get failure(): SdpFailure {
    return this.#failure;
  }

  /** Applied one after another, the last one heard wins; true when media agrees with this one. */
  take(sdp: string): Promise<boolean> {
    if (sdp === '' || sdp === this.#last) return this.#applied;
    this.#last = sdp;
    this.#applied = this.#applied.then(() => this.#apply(sdp));
    return this.#applied;
  }

  async #apply(sdp: string): Promise<boolean> {
    if (this.isOver()) return false;
    const applied = await this.media.acceptAnswer(sdp);
    if (!applied.ok) this.#failure = applied.error;
    return applied.ok;
  }
}
