import { hum } from '../music';
import { SampleQueue } from '../sample-queue';
import { forEver, inTurn, mixed, once, silence } from '../source';
import type { PracticeNumber } from './room';

const RING_MS = 1500;

/**
 * 607 and 608: somebody who rings, answers, says a sentence, and then hums and repeats what you say.
 * Each hums at a pitch of their own, so that in a conference one hears, and a test measures, who is there.
 */
export function person(name: 'alex' | 'kim', humHz: number): PracticeNumber {
  return (call, room) => {
    const { session } = call;
    call.ring();
    session.owned.add(
      session.clock.after(RING_MS, () => {
        call.answer();
        session.media.play(inTurn(silence(200), once(room.prompts[name])), () => {
          const said = new SampleQueue();
          session.owned.add(
            session.media.heard(({ samples }) => {
              said.add(samples);
            }),
          );
          session.media.play(mixed(forEver(hum(humHz)), said.take));
        });
      }),
    );
  };
}
