import type { LocalSound } from '../audio/desired-audio';
import type { Call, Ended } from './call';
import { ENDED_LINGER_MS, isLive, type Calls } from './calls';

/** How long the busy tone lasts. */
export const BUSY_TONE_MS = 2_500;

/** What is played here of our own accord. Sound of the far end (early media) always goes before a tone. */
export function localSound(state: Calls, nowMs: number): LocalSound {
  const ringing = state.calls.filter((call) => call.state === 'ringing-in');
  if (ringing.some((call) => !call.waiting)) return 'ring';
  if (ringing.length > 0) return 'waiting';
  const active = state.calls.find((call) => call.id === state.activeId);
  if (active?.state === 'calling' && active.progress === 'ringing') return 'ringback';
  const failed = state.activeId === null ? state.calls.find((call) => busyUntilMs(call) > nowMs) : undefined;
  return failed?.state === 'ended' ? (failureTone(failed) ?? 'none') : 'none';
}

/** When time alone changes the calls or the sound next, wall-clock; `null` when it never does. */
export function nextChangeMs(state: Calls, nowMs: number): number | null {
  const moments = state.calls
    .filter((call): call is Ended => !isLive(call))
    .flatMap((call) => [busyUntilMs(call), call.endedAtMs + ENDED_LINGER_MS])
    .filter((atMs) => atMs > nowMs);
  return moments.length === 0 ? null : Math.min(...moments);
}

function busyUntilMs(call: Call): number {
  return call.state === 'ended' && failureTone(call) !== null ? call.endedAtMs + BUSY_TONE_MS : 0;
}

/** What the network would have played when a call we made came to nothing. */
function failureTone(call: Ended): 'busy' | 'congestion' | null {
  if (call.direction !== 'out' || call.answeredAtMs !== null) return null;
  switch (call.why.kind) {
    case 'busy':
      return 'busy';
    case 'unreachable':
    case 'timeout':
    case 'connection-lost':
      return 'congestion';
    default:
      return null;
  }
}
