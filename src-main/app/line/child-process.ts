import type { Event } from '../../base/signal';

/** A child process one talks to in messages. */
export interface ChildProcess<Message> {
  /** `ports` are transferred, not copied. */
  post(message: Message, ports?: readonly unknown[]): void;
  readonly onMessage: Event<unknown>;
  /** Once, however it ended. */
  readonly onExit: Event<void>;
  /** At once and for good (SIGKILL). */
  kill(): void;
}
