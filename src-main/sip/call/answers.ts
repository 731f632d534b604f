import type { MediaSession } from '../../phone/call/media-session';

/** The answers to one offer, as they are heard: 183 and 200 mostly carry the same one, several telephones others. */
export class Answers {
  #last = '';
  #applied = Promise.resolve(true);

  constructor(
    private readonly media: Pick<MediaSession, 'acceptAnswer'>,
    private readonly isOver: () => boolean,
  ) {}

  /** Applied one after another, the last one heard wins; true when media agrees with this one. */
  take(sdp: string): Promise<boolean> {
    if (sdp === '' || sdp === this.#last) return this.#applied;
    this.#last = sdp;
    this.#applied = this.#applied.then(async () => !this.isOver() && (await this.media.acceptAnswer(sdp)).ok);
    return this.#applied;
  }
}
