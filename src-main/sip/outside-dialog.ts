import type { IncomingInviteRequest } from 'sip.js/lib/core/index.js';
import type { Codec } from '../phone/account/line';
import { sdpOf } from './call/leg';
import { ALLOW } from './methods';
import { refusalOfTerms } from './call/session-terms';
import { hasCommonCodec } from './sdp/common-codec';

export interface Refusal {
  readonly statusCode: number;
  readonly extraHeaders: string[];
}

/** Why an INVITE is refused before it rings; `null` when it may ring. */
export function refusalOf({ message }: IncomingInviteRequest, codecs: readonly Codec[]): Refusal | null {
  const sdp = sdpOf(message);
  if (message.body !== '' && sdp === '')
    return { statusCode: 415, extraHeaders: ['Accept: application/sdp'] };
  const refusal = refusalOfTerms(message);
  if (refusal) return refusal;
  return sdp === '' || hasCommonCodec(sdp, codecs) ? null : { statusCode: 488, extraHeaders: [ALLOW] };
}
