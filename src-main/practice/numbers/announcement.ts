import { inTurn, once, silence } from '../source';
import type { PracticeNumber } from './room';

/** 609: says in early media that the number is not in service, then 404; as the public network does. */
export const announcement: PracticeNumber = (call, room) => {
  call.playEarly();
  call.session.media.play(inTurn(silence(200), once(room.prompts['not-in-service'])), () => {
    call.reject(404);
  });
};
