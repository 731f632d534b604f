import type { SipMessage } from '../message/message';

/** Headers that only an exchange we trust may speak with (RFC 3325 §5, RFC 5373 §4.3.2, RFC 7462 §12). */
const ASSERTIONS: ReadonlySet<string> = new Set([
  'p-asserted-identity',
  'remote-party-id',
  'diversion',
  'history-info',
  'alert-info',
  'call-info',
  'answer-mode',
  'priv-answer-mode',
]);

/** What a message says of itself is left, what it claims with an exchange's authority is gone. */
export function withoutAssertions(message: SipMessage): SipMessage {
  return { ...message, headers: message.headers.filter(({ name }) => !ASSERTIONS.has(name)) };
}
