import type { IncomingInfoRequest } from 'sip.js/lib/core/index.js';
import { dtmfOfInfo } from './dtmf-info';

/** Answers an INFO of a call; the digit it carried, or `null`. */
export function answerInfo(request: IncomingInfoRequest): string | null {
  const type = request.message.getHeader('content-type') ?? '';
  const digit = dtmfOfInfo(type, request.message.body);
  if (digit === null && request.message.body !== '')
    request.reject({ statusCode: 415, extraHeaders: ['Accept: application/dtmf-relay, application/dtmf'] });
  else request.accept();
  return digit;
}
