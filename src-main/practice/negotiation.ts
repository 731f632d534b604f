import { uint32, type Random } from '../base/random';
import { ok, type Result } from '../base/result';
import type { Media } from './media';
import {
  agree,
  answerSdp,
  offerSdp,
  parseSdp,
  receives,
  type AudioStream,
  type Agreed,
  type SdpError,
} from './sdp';
import { isLoopback, LOOPBACK } from './udp';
import type { Endpoint } from './via';

/** Offer and answer (RFC 3264) of one call, joined to its media. */
export class Negotiation {
  readonly #sessionId: number;
  #version = 0;

  constructor(
    private readonly media: Media,
    random: Random,
  ) {
    this.#sessionId = uint32(random);
  }

  /** What goes into our 200: an answer to their offer or, when they sent none, an offer of ours (RFC 3261 §13.2.1). */
  reply(offerText: string): Result<string, SdpError> {
    return offerText === '' ? ok(offerSdp(this.#nextOrigin())) : this.#answer(offerText);
  }

  /** Our answer to their offer; the media follow it at once. */
  #answer(offerText: string): Result<string, SdpError> {
    const offer = parseSdp(offerText);
    if (!offer.ok) return offer;
    const agreed = agree(offer.value.audio);
    if (!agreed.ok) return agreed;
    this.#connect(offer.value.audio, agreed.value);
    return ok(answerSdp(this.#nextOrigin(), offer.value, agreed.value));
  }

  offer(): string {
    return offerSdp(this.#nextOrigin());
  }

  /** Their answer to our offer. */
  accept(answerText: string): Result<undefined, SdpError> {
    const answer = parseSdp(answerText);
    if (!answer.ok) return answer;
    const agreed = agree(answer.value.audio);
    if (!agreed.ok) return agreed;
    this.#connect(answer.value.audio, agreed.value);
    return ok(undefined);
  }

  #connect(stream: AudioStream, agreed: Agreed): void {
    this.media.connect({
      rtp: onThisMachine(stream.rtp),
      rtcp: onThisMachine(stream.rtcp),
      agreed,
      wantsSound: receives(stream.direction),
    });
  }

  #nextOrigin(): { sessionId: number; version: number; host: string; rtpPort: number } {
    this.#version += 1;
    return { sessionId: this.#sessionId, version: this.#version, host: LOOPBACK, rtpPort: this.media.port };
  }
}

/** A phone that writes its outer address still is on this machine: nobody else can reach the exchange. */
function onThisMachine({ host, port }: Endpoint): Endpoint {
  return { host: isLoopback(host) ? host : LOOPBACK, port };
}
