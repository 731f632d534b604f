import type { EndReason } from '../../phone/call/end-reason';
import { clean } from './party';

/** Why a call we made found no answer, from its final response (RFC 3261 §21). */
export function reasonOfRefusal(status: number, phrase: string): EndReason {
  switch (status) {
    case 401:
    case 407:
      return { kind: 'wrong-password', status };
    case 404:
    case 410:
    case 484:
    case 485:
    case 604:
      return { kind: 'not-found', status };
    case 408:
      return { kind: 'no-answer', status };
    case 480:
      return { kind: 'no-answer', status };
    case 486:
    case 600:
      return { kind: 'busy', status };
    case 488:
    case 606:
      return { kind: 'no-common-codec', status };
    case 487:
      return { kind: 'no-answer', status };
    case 603:
      return { kind: 'declined', by: 'them', status };
    case 430:
    case 502:
    case 503:
    case 504:
      return { kind: 'unreachable', status };
    default:
      return { kind: 'rejected', status, phrase: clean(phrase) };
  }
}

/** Why an incoming call stopped ringing, from the Reason headers of its CANCEL (RFC 3326 §2). */
export function reasonOfCancel(reasons: readonly string[]): EndReason {
  const elsewhere = reasons.some((reason) => /\bSIP\s*;[^,]*\bcause\s*=\s*200\b/i.test(reason));
  return elsewhere ? { kind: 'answered-elsewhere' } : { kind: 'missed' };
}
