import { fail, ok, type Result } from '../../base/result';
import type { Codec } from '../../phone/account/line';
import type { Direction, SdpFailure } from '../../phone/call/media-session';
import type { RemoteCrypto } from '../srtp/crypto-attribute';
import { CODEC_FACTS, codecNamed } from '../codec';
import type { MediaSection, SessionDescription } from './description';
import { opusWish, ptimeOf, type OpusWish } from './parameters';
import { protectionOf, type Wish } from './protection';
import type { AudioFormats } from './write';

/** Where the far end wants its media. */
export interface RemoteEndpoints {
  readonly address: string;
  readonly rtpPort: number;
  readonly rtcpPort: number;
  readonly rtcpAddress: string;
}

/** What the far end's description says about the one audio stream of a call. */
export interface RemoteAudio {
  readonly section: number;
  /** `null` while the far end wants nothing sent to it at all (`c=0.0.0.0`, RFC 3264 §8.4). */
  readonly endpoints: RemoteEndpoints | null;
  readonly direction: Direction;
  readonly formats: AudioFormats;
  readonly protocol: string;
  /** How much sound a packet of ours holds: 10, 20 … 60. */
  readonly ptimeMs: number;
  readonly opus: OpusWish;
  /** The keys to choose from; none: plain RTP. */
  readonly crypto: readonly RemoteCrypto[];
}

const NOWHERE = new Set(['0.0.0.0', '::']);

/** Payload types of our own offers for telephone-event by clock rate (RFC 4733 §2.5.1: one for each clock in use). */
const TELEPHONE_EVENT_PAYLOAD_TYPES = [
  { clockRate: 8000, payloadType: 101 },
  { clockRate: 48_000, payloadType: 102 },
] as const;

/** What we offer for a line: its codecs in its order, and an event format for each clock rate among them. */
export function offeredFormats(codecs: readonly Codec[]): AudioFormats {
  const clockRates = new Set<number>(codecs.map((codec) => CODEC_FACTS[codec].clockRate));
  return {
    codecs: codecs.map((codec) => ({ codec, payloadType: CODEC_FACTS[codec].payloadType })),
    telephoneEvents: TELEPHONE_EVENT_PAYLOAD_TYPES.filter(({ clockRate }) => clockRates.has(clockRate)),
  };
}

/**
 * Finds the audio stream in the far end's description, an encrypted one before a plain one. `order` says whose
 * preference rules: an answer's own order in `theirs`, our line's order for an offer we answer (`ours`).
 */
export function remoteAudio(
  description: SessionDescription,
  allowed: readonly Codec[],
  order: 'ours' | 'theirs',
  wish: Wish,
): Result<RemoteAudio, SdpFailure> {
  const found = description.sections.flatMap((section, index) => {
    if (section.kind !== 'audio' || section.port === 0) return [];
    const formats = commonFormats(section, allowed, order);
    return formats.codecs.length === 0 ? [] : [usable(section, index, formats, wish)];
  });
  const good = found.filter((one) => one.ok);
  return (
    good.find(({ value }) => value.crypto.length > 0) ??
    good[0] ??
    found.find((one) => !one.ok && one.error.kind !== 'no-common-codec') ??
    fail({ kind: 'no-common-codec' })
  );
}

function usable(
  section: MediaSection,
  index: number,
  formats: AudioFormats,
  wish: Wish,
): Result<RemoteAudio, SdpFailure> {
  const protection = protectionOf(section, wish);
  if (!protection.ok) return protection;
  if (section.address === null) return fail({ kind: 'bad-sdp', detail: 'no connection address' });
  const { protocol } = section;
  const crypto = protection.value;
  const [ptimeMs, opus] = [ptimeOf(section), opusWish(section, formats)];
  return ok({
    section: index,
    formats,
    protocol,
    crypto,
    ptimeMs,
    opus,
    ...whereAndHow(section, section.address),
  });
}

function whereAndHow(section: MediaSection, address: string): Pick<RemoteAudio, 'endpoints' | 'direction'> {
  if (NOWHERE.has(address)) {
    const silent = section.direction === 'recvonly' || section.direction === 'inactive';
    return { endpoints: null, direction: silent ? 'inactive' : 'sendonly' };
  }
  const rtcpPort = section.rtcp?.port ?? Math.min(65_535, section.port + 1);
  const rtcpAddress = section.rtcp?.address ?? address;
  return {
    endpoints: { address, rtpPort: section.port, rtcpPort, rtcpAddress },
    direction: section.direction,
  };
}

function commonFormats(
  section: MediaSection,
  allowed: readonly Codec[],
  order: 'ours' | 'theirs',
): AudioFormats {
  const theirs = new Map<Codec, number>();
  const events: { clockRate: number; payloadType: number }[] = [];
  for (const { name, clockRate, payloadType } of section.maps) {
    const codec = codecNamed(name, clockRate);
    if (codec !== undefined && allowed.includes(codec) && !theirs.has(codec)) theirs.set(codec, payloadType);
    if (name.toLowerCase() === 'telephone-event') events.push({ clockRate, payloadType });
  }
  const codecs = order === 'theirs' ? [...theirs.keys()] : allowed.filter((codec) => theirs.has(codec));
  return {
    codecs: codecs.map((codec) => ({ codec, payloadType: theirs.get(codec) ?? 0 })),
    telephoneEvents: matchingEvents(events, codecs),
  };
}

/** Events run on the clock of the codec they interrupt; many PBXs offer only 8000 beside Opus and mean it. */
function matchingEvents(
  events: AudioFormats['telephoneEvents'],
  codecs: readonly Codec[],
): AudioFormats['telephoneEvents'] {
  const clockRates = new Set<number>(codecs.map((codec) => CODEC_FACTS[codec].clockRate));
  const matching = events.filter(({ clockRate }) => clockRates.has(clockRate));
  return matching.length > 0 ? matching : events.slice(0, 1);
}
