import type { IncomingCall } from '../incoming-call';
import type { Mailbox } from '../mailbox';
import { MAX_RECORDING_MS, Recording } from '../recording';
import { inTurn, once, silence } from '../source';
import { samplesIn, tone } from '../tone';
import type { PracticeNumber, Room } from './room';

/** Shorter recordings are people who hung up at the beep. */
const SHORTEST_MS = 300;
const BEEP = { hz: 1000, ms: 400 };

/** 606: plays the messages that wait; when there are none, it takes one. */
export const voicemail: PracticeNumber = (call, room) => {
  const user = call.caller ?? '';
  const mailbox = room.mailboxOf(user);
  call.answer();
  if (mailbox.count > 0) playMessages(call, room, user, mailbox);
  else takeMessage(call, room, user, mailbox);
};

/** A message is deleted once it was heard to its end, and the lamp follows at once. */
function playMessages(call: IncomingCall, room: Room, user: string, mailbox: Mailbox): void {
  const { media } = call.session;
  const beep = tone([BEEP.hz], BEEP.ms / 2);
  const next = (): void => {
    const message = mailbox.first();
    if (message) {
      media.play(inTurn(once(beep), silence(300), once(message), silence(300)), () => {
        mailbox.removeFirst();
        if (mailbox.count === 0) room.announceMessages(user);
        next();
      });
    } else {
      media.play(inTurn(once(room.prompts['no-more-messages']), silence(200)), () => {
        call.session.hangUp();
      });
    }
  };
  media.play(inTurn(silence(200), once(room.prompts['new-messages'])), next);
}

function takeMessage(call: IncomingCall, room: Room, user: string, mailbox: Mailbox): void {
  const { session } = call;
  const greeting = inTurn(silence(200), once(room.prompts['leave-message']), once(tone([BEEP.hz], BEEP.ms)));
  session.media.play(greeting, () => {
    const recording = new Recording();
    session.owned.add(
      session.media.heard((sound) => {
        recording.add(sound);
      }),
    );
    session.owned.add(
      session.clock.after(MAX_RECORDING_MS, () => {
        session.hangUp();
      }),
    );
    session.ended(() => {
      if (recording.sound.length < samplesIn(SHORTEST_MS)) return;
      mailbox.add(recording.sound);
      room.announceMessages(user);
    });
  });
}
