import type { Session } from 'sip.js/lib/core/index.js';
import type { EndReason } from '../../phone/call/end-reason';
import type { Direction, MediaSession } from '../../phone/call/media-session';
import { directionOf } from '../sdp/direction';
import { reasonOfNoMedia } from './end-reasons';
import type { Floor } from './floor';
import type { HoldState } from './hold-state';
import type { Leg, LegContext } from './leg';
import type { SessionRefresh } from './session-refresh';

/** What offers from both sides of an established call share. */
export interface Negotiation {
  readonly leg: Leg;
  readonly context: LegContext;
  readonly session: Session;
  readonly media: MediaSession;
  /** We sent the INVITE: RFC 3261 §14.1 gives the owner of the Call-ID the longer wait after a 491. */
  readonly ownsCallId: boolean;
  readonly floor: Floor;
  readonly hold: HoldState;
  readonly refresh: SessionRefresh;
  readonly hangUp: (why: EndReason) => void;
}

/** Takes over an answer if there is one; then the next exchange may begin. */
export async function settle(
  { media, floor, hangUp }: Negotiation,
  answer: string,
  then: (direction: Direction) => void,
): Promise<void> {
  const applied = answer === '' ? null : await media.acceptAnswer(answer);
  if (floor.opened.isDisposed) return;
  floor.leave();
  // Neither side can go back from a 200: without media the call is of no use, unless it is about to be mended.
  if (applied?.ok === false && !floor.broken) hangUp(reasonOfNoMedia(applied.error, null));
  else if (answer !== '') then(directionOf(answer));
  floor.free();
}
