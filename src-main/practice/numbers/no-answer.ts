import type { PracticeNumber } from './room';

/** 604: rings and rings; after three minutes 480. */
export const noAnswer: PracticeNumber = (call, room) => {
  const { session } = call;
  call.ring();
  session.owned.add(
    session.clock.after(room.noAnswerMs, () => {
      call.reject(480);
    }),
  );
};
