import type { CallIn, LiveCall } from '../state/calls';
import type { Text } from '../text/text';

/** One phrase for what a call is doing now. */
export function doing(t: Text, call: Exclude<LiveCall, { state: 'ringing-in' }>): string {
  if (call.state === 'calling') return t.calls.progress[call.progress];
  if (call.state === 'answering') return t.calls.answering;
  if (call.holdPending) return holds(call) ? t.calls.holdPending.resuming : t.calls.holdPending.holding;
  return t.calls.hold[call.hold];
}

/** Whether we hold them. */
export function holds(call: CallIn<'established'>): boolean {
  return call.hold === 'ours' || call.hold === 'both';
}
