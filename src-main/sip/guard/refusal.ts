import { createHash } from 'node:crypto';
import { header, type Header, type SipMessage } from '../message/message';
import { withSource } from '../message/via';
import { splitList } from '../message/split-list';
import type { Flaw } from './flaw';

/** Copied from the request as they came (RFC 3261 §8.2.6.2), as far as they are there. */
const ECHOED: readonly string[] = ['via', 'from', 'to', 'call-id', 'cseq'];

/** The stateless answer to a request with a flaw, its topmost Via completed (RFC 3261 §8.2.7, §18.2.1). */
export function refusal(
  request: SipMessage,
  { status, reason, headers }: Flaw,
  source: { readonly address: string; readonly port: number },
): SipMessage {
  const echoed = request.headers.filter(({ name }) => ECHOED.includes(name)).flatMap(oneViaALine);
  const answered = echoed.map((field, index) =>
    index === echoed.findIndex(({ name }) => name === 'via')
      ? { ...field, value: withSource(field.value, source) }
      : withTag(field, request),
  );
  const start = `SIP/2.0 ${String(status)} ${reason}`;
  return { start, headers: [...answered, ...headers], body: '' };
}

function oneViaALine({ name, value }: Header): Header[] {
  return name === 'via' ? splitList(value).map((via) => ({ name, value: via })) : [{ name, value }];
}

/** Nothing is remembered: a repetition must get the same tag, so the tag is made from the request. */
function withTag({ name, value }: Header, request: SipMessage): Header {
  if (name !== 'to' || /;\s*tag\s*=/i.test(value)) return { name, value };
  const identity = ['call-id', 'cseq', 'via'].map((part) => header(request, part) ?? '').join('\n');
  const tag = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  return { name, value: `${value};tag=${tag}` };
}
