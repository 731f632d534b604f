import { header, headerList, type Header, type ReceivedRequest, type SipResponse } from './message';

/** What the exchange understands; anything else gets 405 or 501 (RFC 3261 §8.2.1). */
export const ALLOW = 'INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, INFO';

const REASONS: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  183: 'Session Progress',
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  415: 'Unsupported Media Type',
  420: 'Bad Extension',
  423: 'Interval Too Brief',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  500: 'Server Internal Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};

export interface ResponseParts {
  /** Added to To when the request had none there (RFC 3261 §8.2.6.2). */
  readonly toTag?: string | undefined;
  readonly headers?: readonly Header[];
  readonly body?: string;
}

/** A response that mirrors what RFC 3261 §8.2.6 asks to mirror. Record-Route goes back in dialog-forming ones. */
export function responseTo(request: ReceivedRequest, status: number, parts: ResponseParts = {}): SipResponse {
  const vias = headerList(request, 'via').slice(1);
  const tagged = request.to.params.has('tag') || status === 100 || parts.toTag === undefined;
  const to = header(request, 'to') ?? '';
  return {
    kind: 'response',
    status,
    reason: REASONS[status] ?? 'Unknown',
    headers: [
      { name: 'Via', value: request.via.text },
      ...vias.map((value) => ({ name: 'Via', value })),
      { name: 'From', value: header(request, 'from') ?? '' },
      { name: 'To', value: tagged ? to : `${to};tag=${parts.toTag ?? ''}` },
      { name: 'Call-ID', value: request.callId },
      { name: 'CSeq', value: `${String(request.cseq.number)} ${request.cseq.method}` },
      ...recordRoutes(request, status),
      { name: 'Server', value: 'Offhook practice exchange' },
      ...(parts.headers ?? []),
    ],
    body: parts.body ?? '',
  };
}

function recordRoutes(request: ReceivedRequest, status: number): Header[] {
  if (request.method !== 'INVITE' || status <= 100 || status >= 300) return [];
  return headerList(request, 'record-route').map((value) => ({ name: 'Record-Route', value }));
}
