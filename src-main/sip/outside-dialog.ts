import type { IncomingInviteRequest, IncomingRequest, UserAgentCoreDelegate } from 'sip.js/lib/core/index.js';
import type { Codec } from '../phone/account/line';
import { sdpOf } from './call/leg';
import { ALLOW } from './methods';
import { refusalOfTerms } from './call/session-terms';
import { hasCommonCodec } from './sdp/common-codec';

/** Answers to requests that belong to no dialog and ring nobody. */
export const OUTSIDE_DIALOG: UserAgentCoreDelegate = {
  // RFC 3515 §2.4.2: we understand REFER and decline it.
  onRefer: (request) => request.reject({ statusCode: 603 }),
  onMessage: notAllowed,
  onRegister: notAllowed,
  onSubscribe: notAllowed,
  onNotify: answerNotify,
};

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

function notAllowed(request: IncomingRequest): void {
  request.reject({ statusCode: 405, extraHeaders: [ALLOW] });
}

/** Exchanges send message-waiting and keep-alives unasked; a 489 would only make them send again. */
function answerNotify(request: IncomingRequest): void {
  const event = (request.message.getHeader('event') ?? '').split(';')[0]?.trim().toLowerCase();
  if (event === 'message-summary' || event === 'keep-alive') request.accept({ statusCode: 200 });
  else request.reject({ statusCode: 489, extraHeaders: ['Allow-Events: message-summary'] });
}
