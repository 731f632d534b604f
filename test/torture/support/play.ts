import type { Alice } from '../../ladder/support/alice';
import type { FarEnd } from '../../ladder/support/far-end';
import type { Received } from '../../ladder/support/sip-text';
import { until } from '../../ladder/support/waiting';
import type { Category, Outcome, RequestCategory, ResponseCategory } from './category';
import { write } from './draft';
import { respond } from './respond';

/** One message played against our side, and what became of it. */
export function play(alice: Alice, bob: FarEnd, category: Category, marker: string): Promise<Outcome> {
  return 'request' in category
    ? playRequest(alice, bob, category, marker)
    : playResponse(alice, bob, category);
}

async function playRequest(
  alice: Alice,
  bob: FarEnd,
  { request }: RequestCategory,
  marker: string,
): Promise<Outcome> {
  bob.seen.length = 0;
  alice.reports.clear();
  bob.sendRaw(request({ port: bob.port, marker }));
  await answered(bob, `probe-${marker}`);
  const answers = bob.seen.filter(
    ({ status, text }) => status > 100 && text.includes(marker) && !text.includes('probe-'),
  );
  const rang = alice.reports.take() === 'incoming';
  if (rang) alice.signalling.handle({ kind: 'call/decline', callId: alice.callId, status: 486 });
  const [answer] = answers;
  if (rang !== (answer?.status === 180)) return `rang: ${String(rang)}, answered: ${String(answer?.status)}`;
  if (answer && !isComplete(answer)) return `${String(answer.status)}, incomplete`;
  return rang ? 'rings' : (answer?.status.toString() ?? 'silence');
}

/** Loopback keeps the order: when a sound request behind it is answered, the one before has been dealt with. */
async function answered(bob: FarEnd, marker: string): Promise<void> {
  bob.sendRaw(write({ port: bob.port, marker }, { method: 'OPTIONS' }));
  await until(() => bob.seen.some(({ text }) => text.includes(marker)), 'the probe is answered');
}

/** What RFC 3261 asks to be said with a status. */
const WITH: Readonly<Record<number, string>> = {
  405: 'allow',
  415: 'accept',
  420: 'unsupported',
  501: 'allow',
};

function isComplete(answer: Received): boolean {
  const wanted = WITH[answer.status];
  return wanted === undefined || (answer.header(wanted) ?? '') !== '';
}

async function playResponse(alice: Alice, bob: FarEnd, { response }: ResponseCategory): Promise<Outcome> {
  bob.inbox.clear();
  alice.reports.clear();
  alice.dial();
  const invite = await bob.inbox.nextThat(({ method }) => method === 'INVITE', 4_000);
  if (!invite) throw new Error('no INVITE came');
  bob.sendRaw(response(invite));
  await answered(bob, `probe-${invite.header('call-id') ?? ''}`);
  const outcome = alice.reports.take() ?? 'ignored';
  bob.sendRaw(respond(invite, 'SIP/2.0 486 Busy Here'));
  alice.signalling.handle({ kind: 'call/hang-up', callId: alice.callId });
  return outcome;
}
