import type { MessagesWaiting } from '../../phone/call/messages-waiting';
import { clean } from '../call/party';

export const MESSAGE_SUMMARY = { event: 'message-summary', accept: 'application/simple-message-summary' };

/** RFC 3842 §5.2; `null` when it says nothing about messages. Exchanges leave out the counts, or the first line. */
export function parseMessageSummary(body: string): MessagesWaiting | null {
  const fields = new Map(
    body.split(/\r?\n/).flatMap((line) => {
      const match = /^([A-Za-z-]+)[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line);
      return match ? [[(match[1] ?? '').toLowerCase(), match[2] ?? '']] : [];
    }),
  );
  const status = fields.get('messages-waiting')?.toLowerCase();
  const [, newCount, oldCount] =
    /^(\d{1,6})[ \t]*\/[ \t]*(\d{1,6})/.exec(fields.get('voice-message') ?? '') ?? [];
  if (status === undefined && newCount === undefined) return null;
  const account = clean(fields.get('message-account') ?? '');
  return {
    waiting: status === undefined ? Number(newCount) > 0 : status === 'yes',
    newCount: newCount === undefined ? null : Number(newCount),
    oldCount: oldCount === undefined ? null : Number(oldCount),
    account: account === '' ? null : account,
  };
}
