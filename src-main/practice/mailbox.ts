import { decode, encode } from './g711';

const MAX_MESSAGES = 20;

/** One user's unheard voice messages, in memory as A-law: a minute takes half a megabyte. */
export class Mailbox {
  readonly #messages: Uint8Array[] = [];

  /** How many wait to be heard. */
  get count(): number {
    return this.#messages.length;
  }

  /** The oldest, at 8,000 Hz. */
  first(): Int16Array | undefined {
    const message = this.#messages[0];
    return message && decode('PCMA', message);
  }

  /** The oldest was heard. */
  removeFirst(): void {
    this.#messages.shift();
  }

  /** When it is full the oldest goes. */
  add(recording: Int16Array): void {
    if (this.#messages.length >= MAX_MESSAGES) this.#messages.shift();
    this.#messages.push(encode('PCMA', recording));
  }
}

/** The body of a message-summary NOTIFY (RFC 3842 §5.2). What was heard is deleted, so there are no old ones. */
export function messageSummary(count: number, account: string): string {
  const waiting = count > 0 ? 'yes' : 'no';
  return [
    `Messages-Waiting: ${waiting}`,
    `Message-Account: ${account}`,
    `Voice-Message: ${String(count)}/0`,
    '',
  ].join('\r\n');
}
