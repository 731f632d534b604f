import { DIGITS, toneOf } from '../dtmf';
import { inTurn, once, silence, telephoneEvent, type Source } from '../source';
import { tone } from '../tone';
import type { PracticeNumber } from './room';

const GAP_MS = 80;
const TONE_MS = 160;
/** More waiting digits than any menu wants; whoever sends faster loses some. */
const MAX_WAITING = 64;

/** A digit as an RFC 4733 event, a gap, and the same as a tone: not both at once, or some hear it twice. */
export function digitSent(digit: string): Source {
  return inTurn(
    telephoneEvent(DIGITS.indexOf(digit)),
    silence(GAP_MS),
    once(tone(toneOf(digit) ?? [], TONE_MS)),
    silence(GAP_MS),
  );
}

/** 605: every digit comes back. The first one ends the explanation. */
export const digits: PracticeNumber = (call, room) => {
  const { session } = call;
  const waiting: string[] = [];
  let isBusy = false;
  const sendNext = (): void => {
    const digit = waiting.shift();
    isBusy = digit !== undefined;
    if (digit !== undefined) session.media.play(digitSent(digit), sendNext);
  };
  const came = (digit: string): void => {
    if (waiting.length < MAX_WAITING) waiting.push(digit);
    if (!isBusy) sendNext();
  };
  session.owned.add(session.media.digits(came));
  session.owned.add(session.infoDigits(came));
  call.answer();
  session.media.play(inTurn(silence(200), once(room.prompts.digits)));
};
