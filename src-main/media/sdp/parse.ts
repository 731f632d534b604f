import { fail, ok, type Result } from '../../base/result';
import type { Direction } from '../../phone/call/media-session';
import type { MediaSection, RtpMap, SessionDescription } from './description';

/** More than any PBX sends; a longer text is not read at all. */
export const MAX_SDP_CHARACTERS = 16_384;
const MAX_SECTIONS = 16;
const MAX_FORMATS = 64;

export type BadSdp = { readonly kind: 'bad-sdp'; readonly detail: string };

interface Draft {
  readonly kind: string;
  readonly port: number;
  readonly protocol: string;
  readonly formats: readonly string[];
  address: string | null;
  rtcp: MediaSection['rtcp'];
  direction: Direction | null;
  readonly crypto: string[];
  readonly maps: Map<number, RtpMap>;
  readonly parameters: Map<number, string>;
  ptimeMs: number | null;
  maxPtimeMs: number | null;
}

/** Payload types that need no rtpmap (RFC 3551 §6). */
const STATIC_MAPS: ReadonlyMap<number, RtpMap> = new Map(
  [
    { payloadType: 0, name: 'PCMU', clockRate: 8000 },
    { payloadType: 8, name: 'PCMA', clockRate: 8000 },
    { payloadType: 9, name: 'G722', clockRate: 8000 },
  ].map((map) => [map.payloadType, map]),
);

/** Tolerant of what PBXs send: bare line feeds, blank lines, missing `o=`/`s=`/`t=`, attributes it does not know. */
export function parseSdp(text: string): Result<SessionDescription, BadSdp> {
  if (text.length > MAX_SDP_CHARACTERS) return fail({ kind: 'bad-sdp', detail: 'too long' });
  const drafts: Draft[] = [];
  const session: { address: string | null; direction: Direction | null } = { address: null, direction: null };
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.trim();
    if (line.startsWith('m=')) {
      const draft = mediaLine(line.slice(2));
      if (draft === undefined) return fail({ kind: 'bad-sdp', detail: `unreadable ${line.slice(0, 80)}` });
      if (drafts.length >= MAX_SECTIONS) return fail({ kind: 'bad-sdp', detail: 'too many media sections' });
      drafts.push(draft);
    } else readLine(line, drafts.at(-1) ?? session);
  }
  if (drafts.length === 0) return fail({ kind: 'bad-sdp', detail: 'no media section' });
  return ok({ sections: drafts.map((draft) => finished(draft, session)) });
}

function finished(
  draft: Draft,
  session: { address: string | null; direction: Direction | null },
): MediaSection {
  const maps = draft.formats.flatMap((format) => {
    if (!/^\d{1,3}$/.test(format)) return [];
    const map = draft.maps.get(Number(format)) ?? STATIC_MAPS.get(Number(format));
    return map === undefined ? [] : [map];
  });
  const { kind, port, protocol, formats, rtcp, crypto, parameters, ptimeMs, maxPtimeMs } = draft;
  const direction = draft.direction ?? session.direction ?? 'sendrecv';
  return {
    kind,
    port,
    protocol,
    formats,
    rtcp,
    crypto,
    parameters,
    ptimeMs,
    maxPtimeMs,
    direction,
    maps,
    address: draft.address ?? session.address,
  };
}

function mediaLine(value: string): Draft | undefined {
  const [kind, portText, protocol, ...formats] = value.split(/\s+/);
  if (kind === undefined || portText === undefined || protocol === undefined) return undefined;
  const port = portNumber(portText.split('/')[0] ?? '');
  if (port === undefined || formats.length > MAX_FORMATS) return undefined;
  return {
    kind,
    port,
    protocol,
    formats,
    address: null,
    rtcp: null,
    direction: null,
    crypto: [],
    maps: new Map(),
    parameters: new Map(),
    ptimeMs: null,
    maxPtimeMs: null,
  };
}

function readLine(line: string, into: Draft | { address: string | null; direction: Direction | null }): void {
  if (line.startsWith('c=')) into.address = connectionAddress(line.slice(2)) ?? into.address;
  else if (/^a=(sendrecv|sendonly|recvonly|inactive)$/i.test(line))
    into.direction = line.slice(2).toLowerCase() as Direction;
  else if ('maps' in into) readMediaAttribute(line, into);
}

function readMediaAttribute(line: string, draft: Draft): void {
  const map = /^a=rtpmap:\s*(\d{1,3})\s+([^\s/]+)\/(\d{1,6})(?:\/\d+)?$/i.exec(line);
  if (map?.[1] !== undefined && map[2] !== undefined) {
    const payloadType = Number(map[1]);
    draft.maps.set(payloadType, { payloadType, name: map[2], clockRate: Number(map[3]) });
    return;
  }
  const rtcp = /^a=rtcp:\s*(\d{1,5})(?:\s+(.+))?$/i.exec(line);
  if (rtcp?.[1] !== undefined) {
    const port = portNumber(rtcp[1]);
    if (port !== undefined && port > 0)
      draft.rtcp = { port, address: connectionAddress(rtcp[2] ?? '') ?? null };
    return;
  }
  const parameters = /^a=fmtp:\s*(\d{1,3})\s+(.+)$/i.exec(line);
  if (parameters?.[2] !== undefined) draft.parameters.set(Number(parameters[1]), parameters[2]);
  const ptime = /^a=(max)?ptime:\s*(\d{1,3})(?:\.\d+)?$/i.exec(line);
  if (ptime) draft[ptime[1] === undefined ? 'ptimeMs' : 'maxPtimeMs'] = Number(ptime[2]);
  const crypto = /^a=crypto:(.*)$/i.exec(line);
  if (crypto?.[1] !== undefined) draft.crypto.push(crypto[1]);
}

/** `IN IP4 192.0.2.1`, with a multicast suffix cut off. */
function connectionAddress(value: string): string | undefined {
  const match = /^IN\s+IP[46]\s+([^\s/]+)/i.exec(value);
  return match?.[1];
}

function portNumber(text: string): number | undefined {
  if (!/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port <= 65_535 ? port : undefined;
}
