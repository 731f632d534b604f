import { isIPv6 } from 'node:net';
import type { Codec } from '../../phone/account/line';
import type { Direction } from '../../phone/call/media-session';
import { writeCrypto, type LocalCrypto } from '../srtp/crypto-attribute';
import { CODEC_FACTS } from '../codec';
import type { MediaSection } from './description';

/** A codec or telephone-event with the payload type it travels under. */
export interface AudioFormats {
  readonly codecs: readonly { readonly codec: Codec; readonly payloadType: number }[];
  readonly telephoneEvents: readonly { readonly clockRate: number; readonly payloadType: number }[];
}

export interface LocalDescription {
  readonly sessionId: number;
  readonly version: number;
  readonly address: string;
  readonly rtpPort: number;
  readonly rtcpPort: number;
  readonly direction: Direction;
  readonly formats: AudioFormats;
  /** Of an offer; an answer has that of what it answers. */
  readonly protocol: string;
  /** Our keys: in an offer to choose from, in an answer the one chosen. */
  readonly crypto: readonly LocalCrypto[];
  /** The offer we answer: its sections are repeated in order, all but the chosen one refused (RFC 3264 §6). */
  readonly answering: { readonly sections: readonly MediaSection[]; readonly chosen: number } | null;
}

export function writeSdp(local: LocalDescription): string {
  const network = `IN ${isIPv6(local.address) ? 'IP6' : 'IP4'} ${local.address}`;
  const head = [
    'v=0',
    `o=- ${String(local.sessionId)} ${String(local.version)} ${network}`,
    's=-',
    `c=${network}`,
    't=0 0',
  ];
  const sections = local.answering?.sections ?? [undefined];
  const chosen = local.answering?.chosen ?? 0;
  const body = sections.flatMap((section, index) =>
    index === chosen ? audioSection(local, section?.protocol ?? local.protocol) : refusal(section),
  );
  return [...head, ...body, ''].join('\r\n');
}

function audioSection(local: LocalDescription, protocol: string): string[] {
  const { codecs, telephoneEvents } = local.formats;
  const payloadTypes = [...codecs, ...telephoneEvents].map((format) => String(format.payloadType));
  return [
    `m=audio ${String(local.rtpPort)} ${protocol} ${payloadTypes.join(' ')}`,
    ...codecs.flatMap(({ codec, payloadType }) => codecLines(codec, payloadType)),
    ...telephoneEvents.flatMap(({ clockRate, payloadType }) => [
      `a=rtpmap:${String(payloadType)} telephone-event/${String(clockRate)}`,
      `a=fmtp:${String(payloadType)} 0-15`,
    ]),
    'a=ptime:20',
    ...local.crypto.map((crypto) => `a=${writeCrypto(crypto)}`),
    `a=rtcp:${String(local.rtcpPort)}`,
    `a=${local.direction}`,
  ];
}

function codecLines(codec: Codec, payloadType: number): string[] {
  const { clockRate, channels, fmtp } = CODEC_FACTS[codec];
  const map = `a=rtpmap:${String(payloadType)} ${codec}/${String(clockRate)}${channels === 2 ? '/2' : ''}`;
  return fmtp === null ? [map] : [map, `a=fmtp:${String(payloadType)} ${fmtp}`];
}

function refusal(section: MediaSection | undefined): string[] {
  if (section === undefined) return [];
  const formats = section.formats.length > 0 ? section.formats.join(' ') : '0';
  return [`m=${section.kind} 0 ${section.protocol} ${formats}`];
}
