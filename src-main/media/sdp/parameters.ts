import type { MediaSection } from './description';
import type { AudioFormats } from './write';

const USUAL_MS = 20;
const LONGEST_MS = 60;

/** What the far end wants of the Opus it is sent (RFC 7587 §6.1). */
export interface OpusWish {
  /** It makes use of the copies of lost frames in later ones. */
  readonly fec: boolean;
  /** Bits per second. */
  readonly maxBitrate: number | null;
}

/** What packets of ours hold: as the far end asks, as far as the browser can (10…60), and never more than it can take. */
export function ptimeOf({ ptimeMs, maxPtimeMs }: MediaSection): number {
  const wanted = Math.min(ptimeMs ?? USUAL_MS, maxPtimeMs ?? LONGEST_MS, LONGEST_MS);
  return Math.max(10, 10 * Math.floor(wanted / 10));
}

export function opusWish({ parameters }: MediaSection, { codecs }: AudioFormats): OpusWish {
  const payloadType = codecs.find(({ codec }) => codec === 'opus')?.payloadType;
  const text = payloadType === undefined ? '' : (parameters.get(payloadType) ?? '');
  const maxBitrate = /(?:^|[;\s])maxaveragebitrate=(\d{4,6})(?:[;\s]|$)/i.exec(text)?.[1];
  return {
    fec: /(?:^|[;\s])useinbandfec=1(?:[;\s]|$)/i.test(text),
    maxBitrate: maxBitrate === undefined ? null : Number(maxBitrate),
  };
}
