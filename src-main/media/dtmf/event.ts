/** RFC 4733 §3.2: events 0…15. */
export const DIGITS = '0123456789*#ABCD';

const PAYLOAD_BYTES = 4;
/** −10 dBm0: what a telephone's keypad sounds like. */
const VOLUME = 10;

/** The payload of one telephone-event packet (RFC 4733 §2.3). */
export interface TelephoneEvent {
  readonly digit: string;
  readonly end: boolean;
  /** In timestamp units since the event began. */
  readonly duration: number;
}

export function parseEvent(payload: Buffer): TelephoneEvent | undefined {
  if (payload.length < PAYLOAD_BYTES) return undefined;
  const digit = DIGITS[payload.readUInt8(0)];
  if (digit === undefined) return undefined;
  return { digit, end: (payload.readUInt8(1) & 0x80) !== 0, duration: payload.readUInt16BE(2) };
}

export function writeEvent(event: TelephoneEvent): Buffer {
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  payload[0] = DIGITS.indexOf(event.digit);
  payload[1] = (event.end ? 0x80 : 0) | VOLUME;
  payload.writeUInt16BE(Math.min(0xffff, event.duration), 2);
  return payload;
}
