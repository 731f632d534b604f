import { createHash } from 'node:crypto';
import type { LineId } from '../../phone/account/line';

/** Of this product alone: the same line here is always the same instance, whatever else names itself like it. */
const NAMESPACE = Buffer.from('6d1f3c0a8b6e4f0c9a5d2e7b41c8f936', 'hex');

/**
 * The `+sip.instance` of a line (RFC 5626 §4.1): a URN that stays the same as long as the line is configured, over
 * restarts and networks. Made of the line's identity, which is random and kept (RFC 9562 §5.5, version 5).
 */
export function instanceOf(lineId: LineId): string {
  const hash = createHash('sha1').update(NAMESPACE).update(lineId).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return `urn:uuid:${parts.join('-')}`;
}
