import { fail, ok, type Result } from '../../base/result';
import type { Encryption, Line } from '../../phone/account/line';
import { isSignallingEncrypted } from '../../phone/account/line-entry';
import type { SdpFailure } from '../../phone/call/media-session';
import { readCrypto, type RemoteCrypto } from '../srtp/crypto-attribute';
import type { MediaSection } from './description';

/** What a line wants of encryption, and what it may do. */
export interface Wish {
  readonly encryption: Encryption;
  /** Keys travel in descriptions: only where nobody reads those on the way (RFC 4568 §7.1.1). */
  readonly mayNameKeys: boolean;
}

export function wishOf(line: Line): Wish {
  return { encryption: line.encryption, mayNameKeys: isSignallingEncrypted(line) };
}

const PLAIN = new Set(['RTP/AVP', 'RTP/AVPF']);
const KEYED = new Set(['RTP/SAVP', 'RTP/SAVPF']);

/**
 * How a section can be used: the keys to choose from, none for plain RTP. Malformed keys are never passed over in
 * favour of no encryption, and one that need not be encrypted may be so all the same (RFC 8643).
 */
export function protectionOf(
  section: MediaSection,
  { encryption, mayNameKeys }: Wish,
): Result<readonly RemoteCrypto[], SdpFailure> {
  const protocol = section.protocol.toUpperCase();
  const mayEncrypt = encryption !== 'off' && mayNameKeys;
  if (!PLAIN.has(protocol) && !KEYED.has(protocol))
    return fail({ kind: protocol.includes('SAVP') ? 'encryption-demanded' : 'no-common-codec' });
  const offered = mayEncrypt ? readCrypto(section.crypto) : [];
  if (offered === undefined) return fail({ kind: 'bad-sdp', detail: 'malformed a=crypto' });
  if (offered.length > 0) return ok(offered);
  if (KEYED.has(protocol)) return fail({ kind: 'encryption-demanded' });
  return encryption === 'required' ? fail({ kind: 'not-encrypted' }) : ok([]);
}
