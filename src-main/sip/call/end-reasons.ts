import type { EndReason } from '../../phone/call/end-reason';
import type { SdpFailure } from '../../phone/call/media-session';
import { clean } from './party';
import { reasonHeader, reasonsOf, statusOfCause } from './reason';

/** Answers that leave open why; a gateway's Reason beside them says more. */
const VAGUE: readonly number[] = [400, 403, 408, 480, 487, 500, 502, 503, 504, 580];

/** Why a call we made found no answer, from its final response (RFC 3261 §21) and its Reason headers (RFC 6432). */
export function reasonOfRefusal(status: number, phrase: string, reasons: readonly string[] = []): EndReason {
  const told = VAGUE.includes(status) ? statusOfReasons(reasons) : null;
  return reasonOfStatus(told ?? status, phrase);
}

function reasonOfStatus(status: number, phrase: string): EndReason {
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

/** Why a call ends whose sound could not be agreed on. */
export function reasonOfNoMedia(failure: SdpFailure, status: number | null): EndReason {
  switch (failure.kind) {
    case 'not-encrypted':
    case 'encryption-demanded':
      return { kind: failure.kind, status };
    case 'media-unavailable':
      return { kind: 'internal', detail: failure.detail };
    default:
      return { kind: 'no-common-codec', status };
  }
}

/** Why an incoming call stopped ringing, from the Reason headers of its CANCEL or BYE (RFC 3326 §2). */
export function reasonOfCancel(headers: readonly string[]): EndReason {
  const elsewhere = reasonsOf(headers).some(
    // 26, non-selected user clearing: how exchanges of the telephone network say the same.
    ({ protocol, cause }) => cause === (protocol === 'SIP' ? 200 : 26),
  );
  return elsewhere ? { kind: 'answered-elsewhere' } : { kind: 'missed' };
}

/** Why a call that stood was hung up by the far end. */
export function reasonOfBye(headers: readonly string[]): EndReason {
  const status = statusOfReasons(headers);
  if (status === null) return { kind: 'hung-up', by: 'them' };
  if (status === 408 || status === 504) return { kind: 'connection-lost' };
  const why = reasonOfStatus(status, '');
  return why.kind === 'rejected' || why.kind === 'wrong-password' ? { kind: 'hung-up', by: 'them' } : why;
}

/** The failure that Reason headers name; the telephone network's own cause before what somebody made of it. */
function statusOfReasons(headers: readonly string[]): number | null {
  const reasons = reasonsOf(headers);
  const cause = reasons.find(({ protocol }) => protocol === 'Q.850')?.cause;
  if (cause !== undefined) return statusOfCause(cause);
  return reasons.find((reason) => reason.cause >= 400 && reason.cause < 700)?.cause ?? null;
}

/** What our BYE says of an end that nobody wished for; nothing for one that somebody did. */
export function reasonHeaderFor(why: EndReason): string[] {
  switch (why.kind) {
    case 'timeout':
      return [reasonHeader(408, 'Nothing came from you')];
    case 'connection-lost':
      return [reasonHeader(503, 'Connection lost')];
    case 'no-common-codec':
      return [reasonHeader(488, 'No common codec')];
    case 'not-encrypted':
    case 'encryption-demanded':
      return [reasonHeader(488, 'No agreement on encryption')];
    case 'internal':
      return [reasonHeader(500, 'Internal error')];
    case 'answered-elsewhere':
      return [reasonHeader(200, 'Call completed elsewhere')];
    default:
      return [];
  }
}
