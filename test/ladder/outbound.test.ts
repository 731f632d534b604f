import { expect, test } from 'vitest';
import { StreamRegistrar } from '../unit/sip/support/stream-registrar';
import { Alice } from './support/alice';
import { domain } from './support/domain';
import { FarEnd } from './support/far-end';
import { ladder } from './support/ladder';
import type { Received } from './support/sip-text';
import { TurnedClock } from './support/turned-clock';
import { until } from './support/waiting';

interface Edges {
  readonly alice: Alice;
  readonly clock: TurnedClock;
  readonly first: FarEnd;
  readonly second: FarEnd;
  /** Turns the clock in steps, so that what is asked on the way is answered on the way. How long it took, ms. */
  readonly passUntil: (holds: () => boolean, what: string) => Promise<number>;
}

/** Alice, whose domain has two servers that know of flows; registered with both unless `says` denies it. */
async function edges(
  play: (edges: Edges) => Promise<void>,
  says: readonly string[] = ['Require: outbound'],
): Promise<void> {
  const clock = new TurnedClock();
  const [first, second] = await Promise.all([FarEnd.open(), FarEnd.open()]);
  first.registrarSays = second.registrarSays = says;
  const resolver = domain(first.port, second.port);
  const alice = await new Alice({ port: 0, line: { server: null }, resolver, clock }).registered();
  const passUntil = async (holds: () => boolean, what: string): Promise<number> => {
    for (let passedMs = 0; passedMs < 400_000; passedMs += 500) {
      if (holds()) return passedMs;
      clock.turn(500);
      // Rounds of the event loop, which both ends share: however busy the machine, an answer has come by then.
      for (let round = 0; round < 20; round++) await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error(`did not happen in time: ${what}`);
  };
  try {
    await play({ alice, clock, first, second, passUntil });
  } finally {
    first.deaf = second.deaf = false;
    await alice.signalling.close();
    for (const end of [first, second]) end.close();
    clock.dispose();
  }
}

const both = ({ alice, first, second, passUntil }: Edges): Promise<number> => {
  expect(alice.registration.state).toBe('registered');
  return passUntil(
    () => registers(first).length > 0 && registers(second).length > 0,
    'registered over both flows',
  );
};

const HANG_UP = `
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`;

test('a registrar that does outbound is registered with over two flows (RFC 5626 §4.2)', () =>
  edges(async (scene) => {
    const { alice, first, second } = scene;
    await both(scene);
    const [one, two] = [registers(first)[0], registers(second)[0]];
    expect(regId(one)).toBe('1');
    expect(regId(two)).toBe('2');
    expect(instance(two)).toBe(instance(one));
    for (const name of ['contact', 'via', 'call-id']) expect(two?.header(name)).not.toBe(one?.header(name));
    // Each names the address it really comes from.
    const port = /:(\d+);/.exec(two?.header('via') ?? '')?.[1];
    expect(two?.header('contact')).toContain(`:${String(port)};`);
    // Requests of ours go over the first, calls to us may come over either.
    await ladder(
      alice,
      first,
      `
      dial
      INVITE sdp [Contact: ;ob>] -->
                  <--  200 sdp         established
      ACK         -->
      ${HANG_UP}`,
    );
    for (const end of [second, first])
      await ladder(
        alice,
        end,
        `
      new-call
                  <--  INVITE sdp      incoming
      180         -->
      answer                           established
      200 sdp     -->
                  <--  ACK
                  <--  BYE             ended hung-up them
      200 BYE     -->`,
      );
  }));

test('where the registrar does no outbound there is one flow', () =>
  edges(async ({ alice, first, second }) => {
    await ladder(
      alice,
      first,
      `
      dial
      INVITE sdp  -->
                  <--  200 sdp         established
      ACK         -->
      ${HANG_UP}`,
    );
    expect(registers(first)).toHaveLength(1);
    expect(second.seen).toEqual([]);
  }, []));

test('one flow dies: the other carries calls on, is used, and the first is replaced (RFC 5626 §4.4, §4.5)', () =>
  edges(async (scene) => {
    const { alice, clock, first, second, passUntil } = scene;
    await both(scene);
    await ladder(
      alice,
      first,
      `
      dial
      INVITE sdp  -->
                  <--  200 sdp [Contact: <sip:bob@${second.hostPort}>]   established`,
    );
    await ladder(alice, second, 'ACK -->');
    const before = states(alice).length;
    first.deaf = true;
    first.seen.length = 0;
    const lostMs = await passUntil(
      () => second.seen.some(({ method, status }) => method === 'INVITE' && status === 0),
      'the call moved along',
    );
    expect(lostMs).toBeLessThanOrEqual(30_000);
    await ladder(
      alice,
      second,
      `
      INVITE sdp [Contact: ;ob>] -->
                  <--  200 sdp         hold none
      ACK         -->`,
    );
    const contact = second.seen
      .filter(({ method }) => method === 'INVITE')
      .at(-1)
      ?.header('contact');
    expect(contact).toContain(uriOf(registers(second)[0]));
    await ladder(
      alice,
      second,
      `${HANG_UP}
      dial
      INVITE sdp  -->
                  <--  486             ended busy
      ACK         -->`,
    );
    // The REGISTER over a new flow meets 12 s of silence; then, while another flow works, 90 to 180 s are let pass.
    const endMs = clock.monotonicMs() + 20_000;
    await passUntil(() => clock.monotonicMs() > endMs, 'given up');
    first.deaf = false;
    const againMs = await passUntil(() => registers(first).length > 0, 'the first flow is there again');
    expect(againMs).toBeGreaterThan(60_000);
    expect(againMs).toBeLessThanOrEqual(195_000);
    expect(regId(registers(first)[0])).toBe('1');
    // Whoever looked at the line saw nothing of all this.
    expect(new Set(states(alice).slice(before - 1))).toEqual(new Set(['registered']));
  }));

test('over TCP: the first server ends, requests go over the second at once and the line stays registered', async () => {
  const [first, second] = await Promise.all([StreamRegistrar.open('tcp'), StreamRegistrar.open('tcp')]);
  first.says = second.says = ['Require: outbound'];
  const resolver = domain(first.port, second.port);
  const line = { server: null, transport: 'tcp' } as const;
  const alice = await new Alice({ port: 0, line, resolver }).registered();
  const next = async (registrar: StreamRegistrar, method: string): Promise<Received | undefined> =>
    registrar.inbox.nextThat((message) => message.method === method, 10_000);
  expect(regId(await next(first, 'REGISTER'))).toBe('1');
  expect(regId(await next(second, 'REGISTER'))).toBe('2');
  const answered = (): boolean =>
    (alice.signalling.trace('line-1')?.messages ?? []).some(
      ({ remote, text }) => remote.port === second.port && text.startsWith('SIP/2.0 200'),
    );
  await until(answered, 'registered over the second flow');
  const before = states(alice).length;
  await first.stop();
  // Whether or not we have noticed yet: the call is made over what is left.
  alice.dial();
  const invite = await next(second, 'INVITE');
  expect(invite?.header('contact')).toContain(';ob');
  expect(new Set(states(alice).slice(before - 1))).toEqual(new Set(['registered']));
  alice.signalling.handle({ kind: 'call/hang-up', callId: alice.callId });
  await alice.signalling.close();
  await second.stop();
});

test('a call that rings over one flow does not hear of the other’s death', () =>
  edges(async (scene) => {
    const { alice, first, second, passUntil } = scene;
    await both(scene);
    await ladder(
      alice,
      second,
      `
                  <--  INVITE sdp      incoming
      180         -->`,
    );
    first.deaf = true;
    const asked = (): number =>
      (alice.signalling.trace('line-1')?.messages ?? []).filter(
        ({ remote, text }) => remote.port === first.port && text.startsWith('REGISTER'),
      ).length;
    await passUntil(() => asked() > 1, 'the first flow is lost and looked for');
    expect(alice.registration.state).toBe('registered');
    await ladder(
      alice,
      second,
      `
      answer                           established
      200 sdp     -->
                  <--  ACK
      hang-up                          ended hung-up us
      BYE         -->
                  <--  200 BYE`,
    );
    expect(second.seen.find(({ method }) => method === 'BYE')?.header('via')).toContain(
      uriOf(registers(second)[0]).replace(/^.*@/, ''),
    );
  }));

function registers(end: FarEnd): Received[] {
  return end.seen.filter(({ method, status }) => method === 'REGISTER' && status === 0);
}

const regId = (message?: Received): string | undefined =>
  /;reg-id=(\d)/.exec(message?.header('contact') ?? '')?.[1];
const instance = (message?: Received): string | undefined =>
  /\+sip\.instance="[^"]+"/.exec(message?.header('contact') ?? '')?.[0];
const uriOf = (message?: Received): string =>
  /<sip:([^;>]+)/.exec(message?.header('contact') ?? '')?.[1] ?? 'none';

function states(alice: Alice): string[] {
  return alice.events.flatMap((event) =>
    event.kind === 'line/registration' ? [event.registration.state] : [],
  );
}
