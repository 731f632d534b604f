import { splitList } from '../message/split-list';

/** One value of a Reason header (RFC 3326 §2). */
export interface Reason {
  readonly protocol: 'SIP' | 'Q.850';
  /** A SIP status, or a cause of ITU-T Q.850. */
  readonly cause: number;
}

/** What the Reason headers of a message say; protocols we know nothing of and values without a cause are left out. */
export function reasonsOf(headers: readonly string[]): readonly Reason[] {
  return headers.flatMap(splitList).flatMap((value) => {
    const protocol = /^\s*(SIP|Q\.850)\s*(?:;|$)/i.exec(value)?.[1]?.toUpperCase();
    const cause = /;\s*cause\s*=\s*(\d{1,3})\s*(?:;|$)/i.exec(value.replace(/"(?:[^"\\]|\\.)*"/g, '""'))?.[1];
    if (cause === undefined || (protocol !== 'SIP' && protocol !== 'Q.850')) return [];
    return [{ protocol, cause: Number(cause) }];
  });
}

/** A Reason header of ours; `text` is one of our own. */
export function reasonHeader(cause: number, text: string): string {
  return `Reason: SIP;cause=${String(cause)};text="${text}"`;
}

/** Causes that say no more than that somebody hung up: normal clearing, normal, nothing known of other networks. */
const ORDINARY: readonly number[] = [0, 16, 31, 127];

/** The SIP status that stands for each cause (RFC 3398 §7.2.4.1), for those where it tells people something. */
const STATUS_OF_CAUSE: Readonly<Record<number, number>> = {
  1: 404,
  2: 404,
  3: 404,
  17: 486,
  18: 408,
  19: 480,
  // Subscriber absent: his telephone is off, which 3398 cannot tell from not picking up.
  20: 502,
  21: 603,
  22: 410,
  27: 502,
  28: 484,
  34: 503,
  38: 503,
  41: 503,
  42: 503,
  44: 503,
  47: 503,
  58: 503,
  65: 488,
  79: 488,
  88: 488,
  102: 504,
};

/** The status a Q.850 cause stands for; `null` for an ordinary end and for causes that say nothing to people. */
export function statusOfCause(cause: number): number | null {
  return ORDINARY.includes(cause) ? null : (STATUS_OF_CAUSE[cause] ?? null);
}
