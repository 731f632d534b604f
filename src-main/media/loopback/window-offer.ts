import { fail, ok, type Result } from '../../base/result';
import { CODECS, type Codec } from '../../phone/account/line';
import { codecNamed } from '../codec';
import { parseSdp } from '../sdp/parse';

/** What the gateway needs to know of the media window's own offer. */
export interface WindowOffer {
  readonly mid: string;
  readonly iceUfrag: string;
  readonly icePwd: string;
  readonly fingerprint: { readonly algorithm: string; readonly value: string };
  /** The browser chooses its payload types; they are read, never assumed. */
  readonly payloadTypes: ReadonlyMap<Codec, number>;
  readonly ssrc: number | undefined;
}

export type NotAWindowOffer = { readonly kind: 'bad-sdp'; readonly detail: string };

export function parseWindowOffer(sdp: string): Result<WindowOffer, NotAWindowOffer> {
  const parsed = parseSdp(sdp);
  if (!parsed.ok) return parsed;
  const value = (pattern: RegExp): string | undefined => pattern.exec(sdp)?.[1];
  const mid = value(/^a=mid:(\S+)/m);
  const iceUfrag = value(/^a=ice-ufrag:(\S+)/m);
  const icePwd = value(/^a=ice-pwd:(\S+)/m);
  const fingerprint = /^a=fingerprint:(\S+) (\S+)/m.exec(sdp);
  if (mid === undefined || iceUfrag === undefined || icePwd === undefined)
    return fail({ kind: 'bad-sdp', detail: 'no transport' });
  if (fingerprint?.[1] === undefined || fingerprint[2] === undefined)
    return fail({ kind: 'bad-sdp', detail: 'no fingerprint' });
  const ssrc = value(/^a=ssrc:(\d+)/m);
  return ok({
    mid,
    iceUfrag,
    icePwd,
    fingerprint: { algorithm: fingerprint[1], value: fingerprint[2] },
    payloadTypes: payloadTypes(parsed.value.sections[0]?.maps ?? []),
    ssrc: ssrc === undefined ? undefined : Number(ssrc),
  });
}

function payloadTypes(
  maps: readonly { readonly name: string; readonly clockRate: number; readonly payloadType: number }[],
): ReadonlyMap<Codec, number> {
  const types = new Map<Codec, number>();
  for (const { name, clockRate, payloadType } of maps) {
    const codec = codecNamed(name, clockRate);
    if (codec !== undefined && !types.has(codec)) types.set(codec, payloadType);
  }
  return types;
}

/** The codecs of an offer, `preferred` first: the browser sends the first and understands all. */
export function answeredCodecs(offer: WindowOffer, preferred: readonly Codec[]): readonly Codec[] {
  const rest = CODECS.filter((codec) => !preferred.includes(codec));
  return [...preferred, ...rest].filter((codec) => offer.payloadTypes.has(codec));
}
