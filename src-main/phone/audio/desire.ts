import { heldByUs, type Call } from '../call/call';
import { isLive, speakingId, type Calls } from '../call/calls';
import { localSound } from '../call/local-sound';
import type { CallId } from '../call/signalling';
import type { Settings } from '../settings/settings';
import type { DesiredAudio, Ringtone } from './desired-audio';

/** What the media window shall do, worked out from everything that bears on it. */
export function desiredAudio(calls: Calls, settings: Settings, meter: boolean, nowMs: number): DesiredAudio {
  const { devices, ringsOnAll, volumes, ringRises, toneRegion } = settings;
  const { echoCancellation, noiseSuppression, autoGainControl } = settings;
  return {
    ...{ devices, ringsOnAll, volumes },
    processing: { echoCancellation, noiseSuppression, autoGainControl },
    mutedCalls: mutedCalls(calls),
    sound: localSound(calls, nowMs),
    ...{ ringtone: ringtone(calls, settings), ringRises, toneRegion },
    meter,
    watchDevices: meter || calls.calls.some(isLive),
  };
}

function ringtone(calls: Calls, { ringtone: usual, lineRingtones }: Settings): Ringtone {
  const ringing = calls.calls.find((call) => call.state === 'ringing-in' && !call.waiting);
  return (ringing && lineRingtones[ringing.lineId]) ?? usual;
}

/**
 * The microphone reaches the speaking call only: also while a hold is still on its way to the far end,
 * and if the far end refused it.
 */
function mutedCalls(calls: Calls): readonly CallId[] {
  const speaking = speakingId(calls);
  return calls.calls.filter((call) => isSilenced(call, speaking)).map(({ id }) => id);
}

function isSilenced(call: Call, speaking: CallId | null): boolean {
  switch (call.state) {
    case 'established':
      return call.muted || call.id !== speaking || heldByUs(call.hold);
    case 'calling':
    case 'answering':
      return call.id !== speaking;
    case 'ringing-in':
    case 'ended':
      return false;
  }
}
