/** STUN as far as keep-alives need it (RFC 5626 §3.5.2, RFC 8489): a Binding request and what it is answered with. */

const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const COOKIE = 0x2112a442;
const HEADER = 20;
const XOR_MAPPED_ADDRESS = 0x0020;
const FAMILIES: Readonly<Record<number, number>> = { 1: 4, 2: 16 };

/** @param transactionId 12 bytes nobody can guess */
export function bindingRequest(transactionId: Uint8Array): Buffer {
  const bytes = Buffer.alloc(HEADER);
  bytes.writeUInt16BE(BINDING_REQUEST, 0);
  bytes.writeUInt32BE(COOKIE, 4);
  bytes.set(transactionId.subarray(0, 12), 8);
  return bytes;
}

/** SIP messages begin with a letter, STUN with two zero bits (RFC 5626 §3.5.2). */
export function isStun(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER && (bytes[0] ?? 0xff) < 4;
}

/**
 * What an answer to this request says of our address, as a text that is the same as long as the address is; empty
 * when it names none. `null`: no answer to this request.
 */
export function mappedAddress(answer: Uint8Array, transactionId: Uint8Array): string | null {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  if (bytes.length < HEADER || bytes.readUInt16BE(0) !== BINDING_SUCCESS || bytes.readUInt32BE(4) !== COOKIE)
    return null;
  if (!bytes.subarray(8, HEADER).equals(transactionId.subarray(0, 12))) return null;
  const end = Math.min(bytes.length, HEADER + bytes.readUInt16BE(2));
  for (let at = HEADER; at + 4 <= end;) {
    const length = bytes.readUInt16BE(at + 2);
    const value = bytes.subarray(at + 4, Math.min(at + 4 + length, end));
    const whole = length === 4 + (FAMILIES[value[1] ?? 0] ?? Number.NaN) && value.length === length;
    if (bytes.readUInt16BE(at) === XOR_MAPPED_ADDRESS && whole) return value.toString('hex');
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return '';
}
