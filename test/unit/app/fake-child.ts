import { Signal } from '../../../src-main/base/signal';
import type { ChildProcess } from '../../../src-main/app/line/child-process';

/** A process that does nothing of its own accord. */
export class FakeChild<Message> implements ChildProcess<Message> {
  readonly posted: Message[] = [];
  readonly message = new Signal<unknown>();
  readonly exit = new Signal<void>();
  readonly onMessage = this.message.event;
  readonly onExit = this.exit.event;
  killed = false;

  post(message: Message): void {
    this.posted.push(message);
  }

  kill(): void {
    if (this.killed) return;
    this.killed = true;
    this.exit.fire();
  }
}
