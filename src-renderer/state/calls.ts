import type { Text } from '../text/text';
import type { CallsView, CallView, PartyView } from '../../src-preload/contract/calls';

export type LiveCall = Exclude<CallView, { state: 'ended' }>;
export type CallIn<S extends CallView['state']> = Extract<CallView, { state: S }>;

/** What to call the other party: the name where there is one, and a word for who does not want to be known. */
export function who(party: PartyView, t: Text): string {
  if (party.uri === '') return t.calls.anonymous;
  return party.name !== null && party.name !== '' ? party.name : party.number;
}

/** "via Reception (busy)"; `null` for a call that was not sent on. */
export function viaOf({ via }: CallView, t: Text): string | null {
  if (via === undefined) return null;
  return t.calls.via(who(via.party, t), via.reason === 'unknown' ? null : t.calls.diverted[via.reason]);
}

/** "Anna wants to connect you to Bob"; the number too, so that one sees whom one really calls. */
export function referralOf(t: Text, { remote, referral }: CallIn<'established'>): string | null {
  return referral ? t.calls.referral.asked(who(remote, t), named(referral.target)) : null;
}

/** Name and number, or the number alone. */
export function named({ name, number }: PartyView): string {
  return name === null || name === '' ? number : `${name} (${number})`;
}

export function isLive(call: CallView): call is LiveCall {
  return call.state !== 'ended';
}

/** The call the keys M, H, Esc and the digits speak to. */
export function activeCall(view: CallsView): CallView | null {
  return view.calls.find((call) => call.id === view.activeId) ?? null;
}

/** The call Enter answers: the one that has rung longest. */
export function ringingCall(view: CallsView): CallIn<'ringing-in'> | null {
  const ringing = view.calls.filter((call) => call.state === 'ringing-in');
  return ringing.sort((a, b) => a.startedAtMs - b.startedAtMs)[0] ?? null;
}

/** The one shown large: the speaking call, or the only one that lives. */
export function largeCallId(view: CallsView): string | null {
  const live = view.calls.filter(isLive).filter((call) => call.state !== 'ringing-in');
  if (live.some((call) => call.id === view.activeId)) return view.activeId;
  return live.length === 1 ? (live[0]?.id ?? null) : null;
}

const rank = (call: CallView, largeId: string | null): number => {
  if (call.state === 'ringing-in') return 0;
  if (call.id === largeId) return 1;
  return isLive(call) ? 2 : 3;
};

/** Top to bottom: what rings, what speaks, what waits, what is over. */
export function inReadingOrder(view: CallsView): CallView[] {
  const large = largeCallId(view);
  return [...view.calls].sort((a, b) => rank(a, large) - rank(b, large) || a.startedAtMs - b.startedAtMs);
}
