import type { Session } from '../session';
import { inTurn, once, silence } from '../source';
import type { PracticeNumber } from './room';

/** The far end's decoder and loudspeaker wake up in this time, and lose no word. */
const PAUSE_MS = 200;

/** Says something, then sends every packet back. */
export function sayAndEcho(session: Session, sentence: Int16Array): void {
  const { media } = session;
  media.play(inTurn(silence(PAUSE_MS), once(sentence)), () => {
    media.echo();
  });
}

/** 600: says hello, and then you hear yourself. */
export const hello: PracticeNumber = (call, room) => {
  call.answer();
  sayAndEcho(call.session, room.prompts.hello);
};
