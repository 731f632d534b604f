import { unreachable } from '../../base/result';
import type { LineId } from '../account/line';
import type { Call, Established } from './call';
import type { AlertClass } from './alert-class';
import type { Calls } from './calls';
import type { Diversion } from './diversion';
import type { EndReason } from './end-reason';
import type { Party } from './party';
import type { Referral } from './referral';
import type { CallId, Hold, MediaInfo, Refusable } from './signalling';

interface Common {
  readonly id: CallId;
  readonly lineId: LineId;
  readonly direction: 'out' | 'in';
  readonly remote: Party;
  readonly startedAtMs: number;
  readonly via?: Diversion;
  readonly alert?: AlertClass;
}

/** A call as shown; the windows' contract has the same shape. */
export type CallSnapshot =
  | (Common & { readonly state: 'calling'; readonly progress: 'trying' | 'ringing' | 'early-media' })
  | (Common & { readonly state: 'ringing-in'; readonly waiting: boolean })
  | (Common & { readonly state: 'answering' })
  | (Common & {
      readonly state: 'established';
      readonly answeredAtMs: number;
      readonly hold: Hold;
      readonly holdPending: boolean;
      readonly muted: boolean;
      readonly media: MediaInfo;
      /** Signalling is encrypted as well as media: what the lock means. */
      readonly secure: boolean;
      readonly digitsSent: string;
      readonly digitsReceived: string;
      readonly refused: Refusable | null;
      readonly referral?: Referral;
    })
  | (Common & {
      readonly state: 'ended';
      readonly answeredAtMs: number | null;
      readonly endedAtMs: number;
      readonly why: EndReason;
    });

export interface CallsSnapshot {
  readonly calls: readonly CallSnapshot[];
  /** The call that speaks, or spoke last and is held; never one that rings or has ended. */
  readonly activeId: CallId | null;
}

export function callsSnapshot(state: Calls): CallsSnapshot {
  return { calls: state.calls.map(callSnapshot), activeId: state.activeId };
}

function callSnapshot(call: Call): CallSnapshot {
  const { id, lineId, direction, remote, startedAtMs, via, alert } = call;
  const named = { ...(via && { via }), ...(alert && { alert }) };
  const common = { id, lineId, direction, remote, startedAtMs, ...named };
  switch (call.state) {
    case 'calling':
      return { ...common, state: call.state, progress: call.progress };
    case 'ringing-in':
      return { ...common, state: call.state, waiting: call.waiting };
    case 'answering':
      return { ...common, state: call.state };
    case 'established':
      return { ...common, ...establishedPart(call) };
    case 'ended': {
      const { state, answeredAtMs, endedAtMs, why } = call;
      return { ...common, state, answeredAtMs, endedAtMs, why };
    }
    default:
      return unreachable(call);
  }
}

function establishedPart(call: Established) {
  const { state, answeredAtMs, hold, muted, media } = call;
  const { digitsSent, digitsReceived, refused, referral } = call;
  const holdPending = call.pendingHold !== null;
  const secure = call.signallingEncrypted && media.encrypted;
  const shown = { digitsSent, digitsReceived, refused, ...(referral && { referral }) };
  return { state, answeredAtMs, hold, holdPending, muted, media, secure, ...shown };
}
