import type { Codec } from '../../phone/account/line';

/** Payload types that need no rtpmap (RFC 3551 §6). */
const STATIC_TYPES: Readonly<Record<string, string>> = { '0': 'PCMU', '8': 'PCMA', '9': 'G722' };

/**
 * Whether an offer holds a codec of ours: one that does not is refused (488) before anything rings. A judgement
 * on names only; what cannot be judged passes and is left to the answer.
 */
export function hasCommonCodec(offer: string, codecs: readonly Codec[]): boolean {
  const audio = offer.split(/\r?\n(?=m=)/).find((section) => section.startsWith('m=audio'));
  const media = /^m=audio (\d+)(?:\/\d+)? \S+ ([^\r\n]+)/.exec(audio ?? '');
  if (!audio || !media || media[1] === '0') return false;
  const mapped = new Map<string, string>();
  for (const [, type = '', name = ''] of audio.matchAll(/^a=rtpmap:(\d+) ([^/\s]+)/gm))
    mapped.set(type, name);
  const ours = new Set(codecs.map((codec) => codec.toLowerCase()));
  return (media[2] ?? '')
    .trim()
    .split(/\s+/)
    .some((type) => ours.has((mapped.get(type) ?? STATIC_TYPES[type] ?? '').toLowerCase()));
}
