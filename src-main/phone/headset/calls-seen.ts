import { heldByUs } from '../call/call';
import type { CallSnapshot, CallsSnapshot } from '../call/call-snapshot';

type Established = Extract<CallSnapshot, { state: 'established' }>;
type Engaged = Extract<CallSnapshot, { state: 'calling' | 'answering' | 'established' }>;

/** The calls as they matter to a headset. */
export interface CallsSeen {
  /** Ringing here, the one that began first first. */
  readonly ringing: readonly CallSnapshot[];
  /** Taken up by the person. */
  readonly engaged: readonly Engaged[];
  /** The engaged call that has the voice or had it last. */
  readonly focused: Engaged | null;
  /** The focused call, when it is established. */
  readonly focusedTalk: Established | null;
  /** Somebody is spoken to, dialled or being answered: not everything is on hold. */
  readonly open: boolean;
}

export function seen({ calls, activeId }: CallsSnapshot): CallsSeen {
  const engaged = calls.filter(isEngaged);
  const focused = engaged.find(({ id }) => id === activeId) ?? engaged.at(-1) ?? null;
  return {
    ringing: calls.filter(({ state }) => state === 'ringing-in'),
    engaged,
    focused,
    focusedTalk: focused?.state === 'established' ? focused : null,
    open: engaged.some((call) => call.state !== 'established' || !isHeld(call)),
  };
}

export function isLive({ ringing, engaged }: CallsSeen): boolean {
  return ringing.length > 0 || engaged.length > 0;
}

/** Held by us, or about to be: what the person last asked for counts. */
export function isHeld({ hold, holdPending }: Established): boolean {
  return heldByUs(hold) !== holdPending;
}

function isEngaged(call: CallSnapshot): call is Engaged {
  return call.state === 'calling' || call.state === 'answering' || call.state === 'established';
}
