import type { LineId } from '../account/line';
import { apply, ENDED_LINGER_MS, find, isLive, liveCalls, settle, type Calls, type Step } from './calls';
import type { EndReason } from './end-reason';
import type { CallId } from './signalling';

/** Ends one live call, saying nothing to the line process. Others stay as they are: held ones stay held. */
export function endCall(state: Calls, id: CallId, why: EndReason, atMs: number): Step {
  const before = find(state, id);
  if (!before || !isLive(before)) return { state, commands: [], history: [] };
  const ended = settle(apply(state, id, { kind: 'ended', why, atMs }));
  const call = find(ended, id);
  const history = call?.state === 'ended' ? [{ kind: 'ended', call } as const] : [];
  return { state: ended, commands: [], history };
}

/** The line process died: every live call is over, and there is nobody left to tell. */
export function endAll(state: Calls, why: EndReason, atMs: number): Step {
  return liveCalls(state).reduce<Step>(
    (step, { id }) => {
      const ended = endCall(step.state, id, why, atMs);
      return { ...ended, history: [...step.history, ...ended.history] };
    },
    { state, commands: [], history: [] },
  );
}

/** Hangs up all calls of a line that goes away; `null`: of every line, because the application quits. */
export function hangUpLine(state: Calls, lineId: LineId | null, atMs: number): Step {
  return liveCalls(state)
    .filter((call) => lineId === null || call.lineId === lineId)
    .reduce<Step>(
      (step, { id, state: was }) => {
        const ended = endCall(step.state, id, hangUpReason(was), atMs);
        const commands = [...step.commands, { kind: 'call/hang-up', callId: id } as const];
        return { state: ended.state, commands, history: [...step.history, ...ended.history] };
      },
      { state, commands: [], history: [] },
    );
}

function hangUpReason(state: 'calling' | 'ringing-in' | 'answering' | 'established'): EndReason {
  if (state === 'calling') return { kind: 'cancelled' };
  // Nobody decided against it: it counts as missed.
  if (state === 'ringing-in') return { kind: 'missed' };
  return { kind: 'hung-up', by: 'us' };
}

/** Takes away ended calls that were shown long enough. */
export function forget(state: Calls, nowMs: number): Calls {
  const calls = state.calls.filter((call) => isLive(call) || nowMs < call.endedAtMs + ENDED_LINGER_MS);
  return calls.length === state.calls.length ? state : { ...state, calls };
}
