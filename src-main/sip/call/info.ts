import type { IncomingInfoRequest, IncomingResponse, Session } from 'sip.js/lib/core/index.js';
import { dtmfOfInfo, infoOfDtmf } from './dtmf-info';

/** Answers an INFO of a call; the digit it carried, or `null`. */
export function answerInfo(request: IncomingInfoRequest): string | null {
  const type = request.message.getHeader('content-type') ?? '';
  const digit = dtmfOfInfo(type, request.message.body);
  if (digit === null && request.message.body !== '')
    request.reject({ statusCode: 415, extraHeaders: ['Accept: application/dtmf-relay, application/dtmf'] });
  else request.accept();
  return digit;
}

/** Sends digits one after the other, up to the first that is refused; its status, or `null` when all were taken. */
export async function sendInfos(session: Session, digits: string): Promise<number | null> {
  for (const digit of digits) {
    const { message } = await sendInfo(session, digit);
    const status = message.statusCode ?? 0;
    if (status >= 300) return status;
  }
  return null;
}

/** The final answer; sip.js makes a 408 where none comes. */
function sendInfo(session: Session, digit: string): Promise<IncomingResponse> {
  return new Promise((resolve) => {
    session.info(
      { onAccept: resolve, onRedirect: resolve, onReject: resolve },
      { body: { ...infoOfDtmf(digit), contentDisposition: 'render' } },
    );
  });
}
