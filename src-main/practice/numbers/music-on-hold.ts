import { forEver } from '../source';
import type { PracticeNumber } from './room';

/** 602: plays music until you hang up. */
export const musicOnHold: PracticeNumber = (call, room) => {
  call.answer();
  call.session.media.play(forEver(room.music));
};
