import { CODEC_FACTS } from '../codec';
import type { Encoding } from '../loopback/leg';
import type { RemoteAudio } from '../sdp/negotiate';

/** RFC 7587 §6.1: what a far end that names a maximum cannot go below. */
const LEAST_BITRATE = 6000;
/** Speech in full band with room for the copies of lost frames; and the least at which Opus still makes those. */
const BITRATE = { good: 32_000, bad: 24_000 } as const;
/** Shares of our packets lost, as the far end reports them, from which less is sent; and the one at which all is well. */
const BAD = 0.1;
const WELL = 0.02;
/** Reports of no loss in a row before more is sent again. */
const PATIENCE = 3;

/** How much Opus sends, by what is lost of it: a full path is helped by less, and goes back slowly. */
export class BitrateByLoss {
  #bitrate: number = BITRATE.good;
  #good = 0;

  get bitrate(): number {
    return this.#bitrate;
  }

  /** True when another is due. */
  heard(lossShare: number): boolean {
    const before = this.#bitrate;
    this.#good = lossShare < WELL ? this.#good + 1 : 0;
    if (lossShare >= BAD) this.#bitrate = BITRATE.bad;
    else if (this.#good >= PATIENCE) this.#bitrate = BITRATE.good;
    return this.#bitrate !== before;
  }
}

/** What the window is to send, as the far end's description wants it (RFC 7587 §6.1, RFC 8866 §6.4). */
export function encodingFor({ formats, ptimeMs, opus }: RemoteAudio, bitrate: number): Encoding {
  const most = opus.maxBitrate ?? bitrate;
  const limit = Math.max(LEAST_BITRATE, Math.min(bitrate, most));
  const fec = opus.fec ? 'useinbandfec=1' : 'useinbandfec=0';
  return {
    codecs: formats.codecs.map(({ codec }) => codec),
    ptimeMs,
    opus: `minptime=10;${fec};maxaveragebitrate=${String(limit)}`,
  };
}

/** Before anything was agreed on. */
export function encodingOf(codecs: Encoding['codecs']): Encoding {
  return { codecs, ptimeMs: 20, opus: CODEC_FACTS.opus.fmtp ?? '' };
}
