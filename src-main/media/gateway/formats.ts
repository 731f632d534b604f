import type { Codec } from '../../phone/account/line';
import { offeredFormats } from '../sdp/negotiate';
import type { AudioFormats } from '../sdp/write';

const DYNAMIC = Array.from({ length: 32 }, (_, index) => 96 + index);

/**
 * What a further offer names: within a session a payload type keeps its meaning (RFC 3264 §8.3.2), so what was agreed
 * before keeps its number and the rest moves out of the way.
 */
export function reofferedFormats(codecs: readonly Codec[], before: AudioFormats): AudioFormats {
  const fresh = offeredFormats(codecs);
  const taken = new Set([...before.codecs, ...before.telephoneEvents].map(({ payloadType }) => payloadType));
  const free = (wanted: number): number => {
    const payloadType = taken.has(wanted) ? (DYNAMIC.find((type) => !taken.has(type)) ?? wanted) : wanted;
    taken.add(payloadType);
    return payloadType;
  };
  return {
    codecs: fresh.codecs.map((format) => {
      const known = before.codecs.find(({ codec }) => codec === format.codec);
      return known ?? { ...format, payloadType: free(format.payloadType) };
    }),
    telephoneEvents: fresh.telephoneEvents.map((format) => {
      const known = before.telephoneEvents.find(({ clockRate }) => clockRate === format.clockRate);
      return known ?? { ...format, payloadType: free(format.payloadType) };
    }),
  };
}
