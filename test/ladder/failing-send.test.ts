import { describe, expect, test } from 'vitest';
import { hurriedClock } from '../torture/fuzz/hurried-clock';
import { Alice } from './support/alice';
import { failSend, forgetFailure, type SendFailure } from './support/failing-send';
import { FarEnd } from './support/far-end';
import { FLOWS } from './support/flows';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { until } from './support/waiting';

const T1_MS = 20;
/** A rung that does not come any more: the flow is broken off there. */
const RUNG_MS = 12 * T1_MS;
const TRANSACTION_MS = 64 * T1_MS;
const FAILURES: readonly SendFailure[] = ['throws', 'throws from then on', 'swallows from then on', 'breaks'];

describe('whichever datagram cannot be sent, no call and no line is stuck', () => {
  test.concurrent.each(Object.entries(FLOWS))('%s', async (_name, flow) => {
    const sends = await sendsOf(flow);
    const runs = FAILURES.flatMap((failure) =>
      Array.from({ length: sends }, async (_, index) => {
        const left = await play(flow, index + 1, failure);
        return { failure, nth: index + 1, left };
      }),
    );
    for (const run of await Promise.all(runs)) expect(run).toEqual({ ...run, left: {} });
  });

  test.each(FAILURES)('a line being registered: its first send %s', async (failure) => {
    const bob = await FarEnd.open({ t1Ms: T1_MS });
    failSend(bob.port, 1, failure);
    const alice = new Alice({ port: bob.port, t1Ms: T1_MS, clock: hurriedClock });
    await alice.registered().finally(() => alice.signalling.close());
    forgetFailure(bob.port);
    bob.close();
  });
});

/** How many datagrams a flow takes when all goes well. */
async function sendsOf(flow: string): Promise<number> {
  let sends = 0;
  await scene(
    async (alice, bob) => {
      const sent = failSend(bob.port, Infinity, 'throws');
      await ladder(alice, bob, flow, { lossy: true });
      sends = sent.count;
      forgetFailure(bob.port);
    },
    { t1Ms: T1_MS },
  );
  return sends;
}

/** Plays a flow as far as it goes, then the far end says nothing more and the user hangs up. What is left then. */
async function play(flow: string, nth: number, failure: SendFailure): Promise<object> {
  const bob = await FarEnd.open({ t1Ms: T1_MS });
  const alice = new Alice({ port: bob.port, t1Ms: T1_MS });
  try {
    await alice.registered();
    failSend(bob.port, nth, failure);
    await ladder(alice, bob, flow, { lossy: true, deadlineMs: RUNG_MS }).catch(() => undefined);
    bob.fallSilent();
    for (const callId of unended(alice)) alice.signalling.handle({ kind: 'call/hang-up', callId });
    const left = await leftOf(alice);
    forgetFailure(bob.port);
    return { ...left, ...(await registersAgain(alice, bob)) };
  } finally {
    forgetFailure(bob.port);
    await alice.signalling.close();
    bob.close();
  }
}

/** What is still open when it should not be; empty when all is well. */
async function leftOf(alice: Alice): Promise<object> {
  const look = (): Record<string, unknown> => {
    const { calls, dialogs, transactions } = alice.signalling.open;
    const counts = {
      calls,
      dialogs,
      transactions,
      sessions: alice.media.sessions.size,
      unended: unended(alice).length,
    };
    return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  };
  await until(() => Object.keys(look()).length === 0, '', 2 * TRANSACTION_MS + 2_000).catch(() => undefined);
  return look();
}

function unended(alice: Alice): string[] {
  const ended = new Set(alice.events.flatMap((event) => (event.kind === 'call/ended' ? [event.callId] : [])));
  return alice.callIds.filter((callId) => !ended.has(callId));
}

async function registersAgain(alice: Alice, bob: FarEnd): Promise<object> {
  const registers = (): number => bob.seen.filter(({ method }) => method === 'REGISTER').length;
  const before = registers();
  alice.signalling.handle({ kind: 'line/refresh', lineId: alice.line.id });
  const well = (): boolean => registers() > before && alice.registration.state === 'registered';
  return until(well, '').then(
    () => ({}),
    () => ({ registration: alice.registration, registers: registers() - before }),
  );
}
