import { expect, test } from 'vitest';
import { StreamRegistrar } from '../unit/sip/support/stream-registrar';
import { Alice } from './support/alice';
import { domain } from './support/domain';
import { FarEnd } from './support/far-end';
import { ladder } from './support/ladder';
import { branchOf, sdp, writeMessage, type Received } from './support/sip-text';
import { until } from './support/waiting';

/** Alice registered with the first of several servers of her domain. */
async function servers(
  count: number,
  play: (alice: Alice, servers: readonly FarEnd[]) => Promise<void>,
): Promise<void> {
  const ends = await Promise.all(Array.from({ length: count }, () => FarEnd.open()));
  const resolver = domain(...ends.map(({ port }) => port));
  const alice = await new Alice({ port: 0, line: { server: null }, resolver }).registered();
  try {
    await play(alice, ends);
  } finally {
    await alice.signalling.close();
    for (const end of ends) end.close();
  }
}

const HANG_UP = `
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`;

test('an INVITE an overloaded server refuses (503) goes to the next (RFC 3263 §4.3)', () =>
  servers(2, async (alice, [first, second]) => {
    if (!first || !second) return;
    await ladder(
      alice,
      first,
      `
      dial
      INVITE sdp  -->
                  <--  503 [Retry-After: 30]
      ACK         -->`,
    );
    await ladder(
      alice,
      second,
      `
      INVITE sdp  -->
                  <--  180             ringing
                  <--  200 sdp         established
      ACK         -->
      ${HANG_UP}`,
    );
    const [before, after] = [invite(first), invite(second)];
    // The same request but for its branch, and for where we are.
    for (const name of ['call-id', 'from', 'to', 'cseq'])
      expect(after?.header(name)).toBe(before?.header(name));
    expect(branch(after)).not.toBe(branch(before));
    // The binding moves along, and the overloaded server is left alone.
    await until(() => second.seen.some(({ method }) => method === 'REGISTER'), 'registered there');
    first.seen.length = 0;
    alice.dial();
    const callIds = (): Set<string | undefined> =>
      new Set(
        second.seen.filter(({ method }) => method === 'INVITE').map((message) => message.header('call-id')),
      );
    await until(() => callIds().size === 2, 'dialled there');
    expect(first.seen).toEqual([]);
    alice.signalling.handle({ kind: 'call/hang-up', callId: alice.callId });
  }));

test('a server that has fallen silent is left for the next one', () =>
  servers(2, async (alice, [first, second]) => {
    if (!first || !second) return;
    await ladder(
      alice,
      first,
      `
      dial
      INVITE sdp  -->`,
    );
    await ladder(
      alice,
      second,
      `
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->
      ${HANG_UP}`,
    );
  }));

test('a server that has said something is waited for', () =>
  servers(2, async (alice, [first, second]) => {
    if (!first || !second) return;
    await ladder(
      alice,
      first,
      `
      dial
      INVITE sdp  -->
                  <--  100             trying`,
    );
    // Longer than the silence that would have moved us.
    expect(await second.inbox.nextThat(({ method }) => method === 'INVITE', 1_000)).toBeUndefined();
    await ladder(
      alice,
      first,
      `
                  <--  200 sdp         established
      ACK         -->
      ${HANG_UP}`,
    );
  }));

test('when all are overloaded the person hears so', () =>
  servers(2, async (alice, [first, second]) => {
    if (!first || !second) return;
    await ladder(
      alice,
      first,
      `
      dial
      INVITE sdp  -->
                  <--  503
      ACK         -->`,
    );
    await ladder(
      alice,
      second,
      `
      INVITE sdp  -->
                  <--  503             ended unreachable
      ACK         -->`,
    );
  }));

test('no more than four are asked', () =>
  servers(6, async (alice, ends) => {
    for (const [index, end] of ends.slice(0, 4).entries())
      await ladder(
        alice,
        end,
        `
      ${index === 0 ? 'dial' : ''}
      INVITE sdp  -->
                  <--  503             ${index === 3 ? 'ended unreachable' : ''}
      ACK         -->`,
      );
    expect(ends.filter((end) => invite(end)).length).toBe(4);
  }));

test('hung up while the next server is looked for: nobody else is called', () =>
  servers(2, async (alice, [first, second]) => {
    if (!first || !second) return;
    await ladder(
      alice,
      first,
      `
      dial
      INVITE sdp  -->
                  <--  503
      ACK         -->`,
    );
    alice.signalling.handle({ kind: 'call/hang-up', callId: alice.callId });
    expect(await alice.reports.next(1_000)).toBe('ended cancelled');
    await until(() => alice.signalling.open.calls === 0, 'over');
    const late = await second.inbox.nextThat(({ method }) => method === 'INVITE', 200);
    // Sent before the hang-up was heard: then it is taken back.
    if (late) {
      second.reply(180, 'INVITE', '');
      expect((await second.inbox.nextThat(({ method }) => method === 'CANCEL', 2_000))?.method).toBe(
        'CANCEL',
      );
    }
  }));

test('a connection that breaks under an INVITE: the next server gets it', async () => {
  const [first, second] = await Promise.all([StreamRegistrar.open('tcp'), StreamRegistrar.open('tcp')]);
  const resolver = domain(first.port, second.port);
  const alice = await new Alice({ port: 0, line: { server: null, transport: 'tcp' }, resolver }).registered();
  alice.dial();
  expect(await first.inbox.nextThat(({ method }) => method === 'INVITE', 1_000)).toBeDefined();
  await first.stop();
  const again = await second.inbox.nextThat(({ method }) => method === 'INVITE', 2_000);
  const echoed = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${again?.header(name) ?? ''}`);
  second.sendToAll(
    writeMessage(
      'SIP/2.0 200 OK',
      [...echoed, `To: ${again?.header('to') ?? ''};tag=b`, 'Contact: <sip:bob@127.0.0.1;transport=tcp>'],
      sdp(),
    ),
  );
  expect(await alice.reports.next(1_000)).toBe('established');
  await alice.signalling.close();
  await second.stop();
});

function invite(end: FarEnd): Received | undefined {
  return end.seen.find(({ method, status }) => method === 'INVITE' && status === 0);
}

function branch(message: Received | undefined): string {
  return message ? branchOf(message) : '';
}
