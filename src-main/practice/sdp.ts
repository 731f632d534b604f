import { fail, ok, type Result } from '../base/result';
import type { Endpoint } from './via';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
export type Codec = 'PCMA' | 'PCMU';

interface Format {
  readonly payloadType: number;
  /** Lower case, as in `rtpmap`: `pcma/8000`. */
  readonly encoding: string;
}

/** The one audio stream of a session description (RFC 8866, RFC 3264) that can be used. */
export interface AudioStream {
  readonly rtp: Endpoint;
  /** From `a=rtcp` (RFC 3605), else the next port. */
  readonly rtcp: Endpoint;
  /** In the offerer's order of preference. */
  readonly formats: readonly Format[];
  /** As the describing side means it; an address of 0.0.0.0 already counts as "send me nothing". */
  readonly direction: Direction;
}

export interface SessionDescription {
  readonly audio: AudioStream;
  /** Every `m=` line in order, so that the answer can refuse the others (RFC 3264 §6). */
  readonly mediaLines: readonly string[];
  readonly audioIndex: number;
}

/** What both sides agreed to send, seen from here. */
export interface Agreed {
  readonly codec: Codec;
  readonly payloadType: number;
  /** RFC 4733 events at 8,000 Hz, when the other side takes them. */
  readonly eventPayloadType: number | undefined;
}

export type SdpError = { readonly kind: 'no-usable-audio' } | { readonly kind: 'broken-sdp' };

const STATIC: Readonly<Record<number, string>> = { 0: 'pcmu/8000', 8: 'pcma/8000' };
const DIRECTIONS: readonly Direction[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

/** Finds the first plain RTP audio stream. Never throws. */
export function parseSdp(text: string): Result<SessionDescription, SdpError> {
  const lines = text.split(/\r?\n/);
  if (!lines.some((line) => line.startsWith('v=0'))) return fail({ kind: 'broken-sdp' });
  const sections = splitSections(lines);
  const [session = [], ...media] = sections;
  const audioIndex = media.findIndex((section) => isUsableAudio(section[0] ?? ''));
  const audio = audioIndex < 0 ? undefined : parseAudio(session, media[audioIndex] ?? []);
  if (!audio) return fail({ kind: 'no-usable-audio' });
  return ok({ audio, audioIndex, mediaLines: media.map((section) => section[0] ?? '') });
}

/** The session part, then one section for each `m=` line. */
function splitSections(lines: readonly string[]): string[][] {
  const sections: string[][] = [[]];
  for (const line of lines) {
    if (line.startsWith('m=')) sections.push([line]);
    else sections.at(-1)?.push(line);
  }
  return sections;
}

function isUsableAudio(mediaLine: string): boolean {
  const match = /^m=audio (\d+)(?:\/\d+)? (RTP\/AVPF?) /.exec(mediaLine);
  return match !== null && Number(match[1]) > 0 && Number(match[1]) < 65536;
}

function parseAudio(session: readonly string[], section: readonly string[]): AudioStream | undefined {
  const find = (pattern: RegExp): RegExpExecArray | undefined =>
    [...section, ...session].map((line) => pattern.exec(line)).find((match) => match !== null) ?? undefined;
  const host = find(/^c=IN IP4 ([\d.]+)/)?.[1];
  const [, port = '', formats = ''] = /^m=audio (\d+)(?:\/\d+)? \S+ (.*)$/.exec(section[0] ?? '') ?? [];
  if (host === undefined) return undefined;
  const rtp = { host, port: Number(port) };
  const rtcpPort = find(/^a=rtcp:(\d{1,5})/)?.[1];
  return {
    rtp,
    rtcp: { host, port: rtcpPort === undefined ? rtp.port + 1 : Number(rtcpPort) },
    formats: formats
      .trim()
      .split(/\s+/)
      .map((payloadType) => formatOf(Number(payloadType), section)),
    direction: directionOf(section, session, host),
  };
}

function formatOf(payloadType: number, section: readonly string[]): Format {
  const prefix = `a=rtpmap:${String(payloadType)} `;
  const mapped = section
    .find((line) => line.startsWith(prefix))
    ?.slice(prefix.length)
    .trim()
    .toLowerCase();
  return { payloadType, encoding: (mapped ?? STATIC[payloadType] ?? '').replace(/\/1$/, '') };
}

/** The stream's own word goes before the session's (RFC 8866 §6.7). */
function directionOf(section: readonly string[], session: readonly string[], host: string): Direction {
  const directionIn = (lines: readonly string[]): Direction | undefined =>
    DIRECTIONS.find((direction) => lines.includes(`a=${direction}`));
  const written = directionIn(section) ?? directionIn(session) ?? 'sendrecv';
  // The old way to hold (RFC 3264 §8.4): an address that nothing can be sent to.
  if (host !== '0.0.0.0') return written;
  return written === 'sendrecv' || written === 'sendonly' ? 'sendonly' : 'inactive';
}

/** Whether the side that described itself so takes sound. */
export function receives(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}

/** The direction to answer an offered one with: we agree to everything (RFC 3264 §6.1). */
export function mirrored(direction: Direction): Direction {
  if (direction === 'sendonly') return 'recvonly';
  if (direction === 'recvonly') return 'sendonly';
  return direction;
}

/** G.711 in the other side's order of preference. */
export function agree(stream: AudioStream): Result<Agreed, SdpError> {
  const format = stream.formats.find(({ encoding }) => encoding === 'pcma/8000' || encoding === 'pcmu/8000');
  if (!format) return fail({ kind: 'no-usable-audio' });
  return ok({
    codec: format.encoding === 'pcma/8000' ? 'PCMA' : 'PCMU',
    payloadType: format.payloadType,
    eventPayloadType: stream.formats.find(({ encoding }) => encoding === 'telephone-event/8000')?.payloadType,
  });
}

/** Who describes itself: the `o=` line, whose version counts up with each description (RFC 3264 §8). */
export interface Origin {
  readonly sessionId: number;
  readonly version: number;
  readonly host: string;
  readonly rtpPort: number;
}

/** Our answer: one codec, and the other media lines refused with port 0. */
export function answerSdp(origin: Origin, offer: SessionDescription, agreed: Agreed): string {
  const { audioIndex, mediaLines, audio } = offer;
  const lines = mediaLines.flatMap((line, index) =>
    index === audioIndex
      ? audioLines(origin.rtpPort, protocolOf(line), [agreed], mirrored(audio.direction))
      : [line.replace(/^m=(\S+) \S+/, 'm=$1 0')],
  );
  return [...sessionLines(origin), ...lines, ''].join('\r\n');
}

/** Our offer: both G.711 laws and events. */
export function offerSdp(origin: Origin): string {
  const formats: Agreed[] = [
    { codec: 'PCMA', payloadType: 8, eventPayloadType: 101 },
    { codec: 'PCMU', payloadType: 0, eventPayloadType: 101 },
  ];
  return [...sessionLines(origin), ...audioLines(origin.rtpPort, 'RTP/AVP', formats, 'sendrecv'), ''].join(
    '\r\n',
  );
}

function protocolOf(mediaLine: string): string {
  return mediaLine.split(' ')[2] ?? 'RTP/AVP';
}

function sessionLines(origin: Origin): string[] {
  const { sessionId, version, host } = origin;
  const owner = `o=practice ${String(sessionId)} ${String(version)} IN IP4 ${host}`;
  return ['v=0', owner, 's=practice', `c=IN IP4 ${host}`, 't=0 0'];
}

function audioLines(
  port: number,
  protocol: string,
  formats: readonly Agreed[],
  direction: Direction,
): string[] {
  const event = formats[0]?.eventPayloadType;
  const types = [...formats.map(({ payloadType }) => payloadType), ...(event === undefined ? [] : [event])];
  return [
    `m=audio ${String(port)} ${protocol} ${types.join(' ')}`,
    ...formats.map(({ codec, payloadType }) => `a=rtpmap:${String(payloadType)} ${codec}/8000`),
    ...(event === undefined
      ? []
      : [`a=rtpmap:${String(event)} telephone-event/8000`, `a=fmtp:${String(event)} 0-15`]),
    'a=ptime:20',
    `a=${direction}`,
  ];
}
