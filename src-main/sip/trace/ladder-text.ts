import { cseqMethod, startLine } from './head';
import type { TracedMessage } from './trace';

/** Characters between the two sides. */
const WIDTH = 56;

/** The messages as a ladder, us on the left: time (UTC), arrow with what was said, and with whom. */
export function ladderText(messages: readonly TracedMessage[]): string {
  return messages.map((message) => `${timeOf(message)} ${rungOf(message)} ${farEndOf(message)}\n`).join('');
}

/** The ladder and below it every message as it was, secrets taken out. */
export function fullText(messages: readonly TracedMessage[]): string {
  const whole = messages.map((message) => {
    const way = message.direction === 'out' ? 'to' : 'from';
    return `---- ${new Date(message.atMs).toISOString()} ${way} ${farEndOf(message)}\n${printable(message.text)}\n`;
  });
  return `${ladderText(messages)}\n${whole.join('\n')}`;
}

function rungOf({ direction, text }: TracedMessage): string {
  const said = ` ${saidIn(text).slice(0, WIDTH - 8)} `;
  const line = '-'.repeat(Math.max(2, WIDTH - said.length - 3));
  return direction === 'out' ? `|--${said}${line}>|` : `|<${line}${said}--|`;
}

/** `INVITE sip:bob@example.test` or `180 Ringing (INVITE)`. */
function saidIn(text: string): string {
  const start = printable(startLine(text));
  const answer = /^SIP\/2\.0 (.*)$/.exec(start)?.[1];
  return answer === undefined ? start.replace(/ SIP\/2\.0$/, '') : `${answer} (${cseqMethod(text)})`;
}

function timeOf({ atMs }: TracedMessage): string {
  return new Date(atMs).toISOString().slice(11, 23);
}

function farEndOf({ protocol, remote }: TracedMessage): string {
  const host = remote.address.includes(':') ? `[${remote.address}]` : remote.address;
  return `${protocol} ${host}:${String(remote.port)}`;
}

/** A trace is read in terminals: nothing in it may move the cursor or turn the text around. */
function printable(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '\uFFFD');
}
