/** The sixteen digits in the order of their RFC 4733 event codes (§3.2). */
export const DIGITS = '0123456789*#ABCD';

/** An RFC 4733 payload (§2.3). */
export interface TelephoneEvent {
  readonly code: number;
  readonly isEnd: boolean;
  /** 0 to 63: decibels below full scale. */
  readonly volume: number;
  /** In samples since the event began. */
  readonly duration: number;
}

export function parseEvent(payload: Uint8Array): TelephoneEvent | undefined {
  if (payload.length < 4) return undefined;
  const [code = 0, flags = 0, high = 0, low = 0] = payload;
  return { code, isEnd: (flags & 0x80) !== 0, volume: flags & 0x3f, duration: high * 256 + low };
}

export function serialiseEvent(event: TelephoneEvent): Uint8Array {
  const flags = (event.isEnd ? 0x80 : 0) | event.volume;
  return Uint8Array.of(event.code, flags, event.duration >> 8, event.duration & 0xff);
}

const ROWS_HZ = [697, 770, 852, 941];
const COLUMNS_HZ = [1209, 1336, 1477, 1633];
const KEYS = ['123A', '456B', '789C', '*0#D'];

/** The two frequencies of a digit (ITU-T Q.23), in Hz. */
export function toneOf(digit: string): readonly [number, number] | undefined {
  const row = KEYS.findIndex((keys) => keys.includes(digit));
  const low = ROWS_HZ[row];
  const high = COLUMNS_HZ[KEYS[row]?.indexOf(digit) ?? -1];
  return low === undefined || high === undefined || digit.length !== 1 ? undefined : [low, high];
}
