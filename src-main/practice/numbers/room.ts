import type { IncomingCall } from '../incoming-call';
import type { Mailbox } from '../mailbox';
import type { Prompts } from '../prompts';

/** What the numbers share. */
export interface Room {
  readonly prompts: Prompts;
  readonly music: Int16Array;
  /** When 604 gives up. */
  readonly noAnswerMs: number;
  /** The mailbox of a user of this exchange; made when first asked for. */
  readonly mailboxOf: (user: string) => Mailbox;
  /** Tells the user's phones how many messages wait (RFC 3842). */
  readonly announceMessages: (user: string) => void;
  /** Calls the caller of `call` back after the delay the exchange was opened with. */
  readonly callBackLater: (call: IncomingCall) => void;
}

/** What happens when somebody calls a number: the call has its media and has been answered with 100 only. */
export type PracticeNumber = (call: IncomingCall, room: Room) => void;
