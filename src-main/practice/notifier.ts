import { token, type Random } from '../base/random';
import { PRACTICE_DOMAIN } from './digest';
import { messageSummary } from './mailbox';
import type { SipRequest } from './message';
import type { Binding } from './registrar';

/** An unsolicited NOTIFY about waiting messages (RFC 3842), as many PBXs send it without a subscription. */
export function messageNotification(
  user: string,
  binding: Binding,
  count: number,
  contact: string,
  random: Random,
): SipRequest {
  const account = `sip:${user}@${PRACTICE_DOMAIN}`;
  return {
    kind: 'request',
    method: 'NOTIFY',
    uri: binding.uri,
    headers: [
      { name: 'Max-Forwards', value: '70' },
      { name: 'From', value: `<${account}>;tag=${token(random)}` },
      { name: 'To', value: `<${account}>` },
      { name: 'Call-ID', value: token(random, 12) },
      { name: 'CSeq', value: '1 NOTIFY' },
      { name: 'Contact', value: `<${contact}>` },
      { name: 'Event', value: 'message-summary' },
      { name: 'Subscription-State', value: 'active' },
      { name: 'Content-Type', value: 'application/simple-message-summary' },
    ],
    body: messageSummary(count, account),
  };
}
