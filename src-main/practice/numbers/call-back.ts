import { inTurn, once, silence } from '../source';
import type { PracticeNumber } from './room';

/** 601: promises to call back, hangs up, and does so; so the bell and a headset's button can be tried. */
export const callBack: PracticeNumber = (call, room) => {
  call.answer();
  call.session.media.play(inTurn(silence(200), once(room.prompts['call-back']), silence(200)), () => {
    call.session.hangUp();
    room.callBackLater(call);
  });
};
