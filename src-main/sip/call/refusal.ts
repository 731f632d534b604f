import type { IncomingResponseMessage } from 'sip.js/lib/core/index.js';
import type { Line } from '../../phone/account/line';
import type { EndReason } from '../../phone/call/end-reason';
import type { CallStatus } from '../refer/sipfrag';
import { retryAfterS } from '../register/failure';
import { isLocalResponse } from '../response';
import { reasonOfRefusal } from './end-reasons';

/** What a final response other than 2xx to an INVITE of ours means. */
export interface Refusal {
  readonly status: number;
  /** Why the call ends, if nobody else is called. */
  readonly why: EndReason;
  /** It is the server that failed, not the one called: the next server may do better (RFC 3263 §4.3). */
  readonly ofServer: boolean;
  /** How long the server wants to be left alone, seconds. */
  readonly retryAfterS: number | null;
}

export function refusalOf(message: IncomingResponseMessage, line: Line): Refusal {
  const status = message.statusCode ?? 0;
  const local = isLocalResponse(message);
  const why = local ? localFailure(status) : reasonOf(message, insistsOnSrtp(line));
  // An overloaded server, unless it says that it was somebody behind it.
  const overloaded = status === 503 && why.kind === 'unreachable';
  const afterS = retryAfterS(message.getHeader('retry-after'));
  return { status, why, ofServer: local || overloaded, retryAfterS: afterS };
}

export function statusOf({ statusCode = 0, reasonPhrase = '' }: IncomingResponseMessage): CallStatus {
  return { status: statusCode, phrase: reasonPhrase };
}

/** @param insisting our offer left no choice but encrypted sound, and that is what a 488 speaks of */
function reasonOf(message: IncomingResponseMessage, insisting: boolean): EndReason {
  const status = message.statusCode ?? 0;
  const why = reasonOfRefusal(status, message.reasonPhrase ?? '', message.getHeaders('reason'));
  return insisting && why.kind === 'no-common-codec' ? { kind: 'not-encrypted', status } : why;
}

function insistsOnSrtp({ media, encryption }: Line): boolean {
  return media === 'rtp' && encryption === 'required';
}

/** What the transaction layer found out by itself (RFC 3261 §8.1.3.1). */
function localFailure(status: number): EndReason {
  return status === 408 ? { kind: 'timeout' } : { kind: 'connection-lost' };
}
