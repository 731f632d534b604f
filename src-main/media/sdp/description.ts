import type { Direction } from '../../phone/call/media-session';

/** One `a=rtpmap` of a media section. */
export interface RtpMap {
  readonly payloadType: number;
  readonly name: string;
  readonly clockRate: number;
}

/** One `m=` section, as far as a telephone cares. */
export interface MediaSection {
  readonly kind: string;
  /** 0: refused or switched off (RFC 3264 §6, §8.2). */
  readonly port: number;
  readonly protocol: string;
  /** The formats as written, so that a refusal can repeat them. */
  readonly formats: readonly string[];
  readonly address: string | null;
  readonly rtcp: { readonly port: number; readonly address: string | null } | null;
  readonly direction: Direction;
  readonly maps: readonly RtpMap[];
  /** Format parameters by payload type (`a=fmtp`). */
  readonly parameters: ReadonlyMap<number, string>;
  /** How much sound a packet of ours should hold, and may at most. */
  readonly ptimeMs: number | null;
  readonly maxPtimeMs: number | null;
  /** Values of `a=crypto` as written (RFC 4568); they hold keys, so not for a log. */
  readonly crypto: readonly string[];
}

/** A session description (RFC 8866), reduced to what offer and answer need. */
export interface SessionDescription {
  readonly sections: readonly MediaSection[];
}

export function sends(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

export function receives(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}

/** What `ours` becomes when the far end says `theirs` of itself (RFC 3264 §6.1): a way is open only if both want it. */
export function common(ours: Direction, theirs: Direction): Direction {
  const send = sends(ours) && receives(theirs);
  const receive = receives(ours) && sends(theirs);
  if (send) return receive ? 'sendrecv' : 'sendonly';
  return receive ? 'recvonly' : 'inactive';
}
