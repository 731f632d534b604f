import type { Event } from '../../base/signal';
import type { SignallingCommand, SignallingEvent } from './signalling';

/**
 * The line process as the telephone sees it. What is sent while it is down is lost: after `onUp` it knows no
 * line, and the telephone tells it all of them again.
 */
export interface SignallingPort {
  /** It runs and takes commands. */
  readonly up: boolean;
  /** What it causes is reported later, never before `send` returns. */
  send(command: SignallingCommand): void;
  readonly onEvent: Event<SignallingEvent>;
  /** It (re)started and knows nothing yet; also the first time. */
  readonly onUp: Event<void>;
  /** It died or was given up; its calls and registrations are gone. */
  readonly onDown: Event<void>;
}
