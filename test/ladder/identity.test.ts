import { describe, expect, test } from 'vitest';
import type { Line } from '../../src-main/phone/account/line';
import type { SignallingEvent } from '../../src-main/phone/call/signalling';
import type { Alice } from './support/alice';
import { ladder } from './support/ladder';
import { scene } from './support/scene';

const ASSERTED = '[P-Asserted-Identity: "Carol" <sip:30@example.test>, <tel:+4930555>]';

/** What Alice hears of a call that comes with these headers and is then given up. */
async function heard(headers: string, line: Partial<Line> = {}): Promise<SignallingEvent | undefined> {
  let incoming: SignallingEvent | undefined;
  await scene(
    async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                    <--  INVITE sdp ${headers}   incoming
        180         -->
                    <--  CANCEL          ended missed
        200 CANCEL  -->
        487 INVITE  -->
                    <--  ACK`,
      );
      incoming = alice.events.find(({ kind }) => kind === 'call/incoming');
    },
    { alice: { line } },
  );
  return incoming;
}

describe('who calls', () => {
  test('as the exchange says (RFC 3325)', async () => {
    const from = { uri: 'sip:30@example.test', name: 'Carol', number: '+4930555' };
    expect(await heard(ASSERTED)).toMatchObject({ from });
    expect(await heard('[Remote-Party-ID: "Carol" <sip:30@example.test>;privacy=off]')).toMatchObject({
      from: { ...from, number: '30' },
    });
  });

  test('as he says himself, on a line that does not believe its exchange', async () => {
    const event = await heard(`${ASSERTED} [Diversion: <sip:10@example.test>;reason=user-busy]`, {
      trustsIdentity: false,
    });
    expect(event).toMatchObject({ from: { name: 'Bob', uri: 'sip:bob@example.test' } });
    expect(event).not.toHaveProperty('via');
  });

  test('nobody, when he does not want to be known (RFC 3323)', async () => {
    expect(
      await heard('[From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=bob1] [Privacy: id]'),
    ).toMatchObject({
      from: { uri: '', name: null, number: '' },
    });
  });

  test('who was called first (RFC 5806, RFC 7044), and how it shall ring (RFC 7462)', async () => {
    expect(
      await heard(
        '[Diversion: "Reception" <sip:10@example.test>;reason=user-busy] [Alert-Info: <urn:alert:source:external>]',
      ),
    ).toMatchObject({
      via: { party: { name: 'Reception', number: '10' }, reason: 'busy' },
      alert: 'external',
    });
  });

  test('whether it may be answered by itself: only where the line lets it (RFC 5373)', async () => {
    expect(await heard('[Answer-Mode: Auto]')).not.toHaveProperty('autoAnswer');
    expect(await heard('[Answer-Mode: Auto]', { autoAnswer: true })).toMatchObject({ autoAnswer: true });
    expect(
      await heard('[Answer-Mode: Auto]', { autoAnswer: true, trustsIdentity: false }),
    ).not.toHaveProperty('autoAnswer');
  });
});

describe('whom a call is with (RFC 3325)', () => {
  const remotes = ({ events }: Alice): string[] =>
    events.flatMap((event) =>
      event.kind === 'call/remote' || event.kind === 'call/established'
        ? [`${event.kind} ${event.remote.number}`]
        : [],
    );

  test('who rings, who answers, and who is there after the exchange has handed us over', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                    <--  180 [P-Asserted-Identity: <sip:31@example.test>]   ringing, remote 31
                    <--  200 sdp [P-Asserted-Identity: "Dora" <sip:32@example.test>] [P-Asserted-Identity: <tel:+49432>]   remote +49432, established
        ACK         -->
                    <--  INVITE sdp [P-Asserted-Identity: <sip:33@example.test>]   remote 33
        200 sdp     -->
                    <--  ACK
                    <--  INVITE sdp [Remote-Party-ID: <sip:33@example.test>;privacy=off]
        200 sdp     -->
                    <--  ACK
        hold
        INVITE sdp:sendonly  -->
                    <--  200 sdp:recvonly [P-Asserted-Identity: <sip:34@example.test>]  remote 34, hold ours
        ACK         -->
                    <--  UPDATE [P-Asserted-Identity: <sip:35@example.test>]   remote 35
        200 UPDATE  -->
                    <--  BYE             ended hung-up them
        200 BYE     -->`,
      );
      const established = ['call/established +49432', 'call/remote 33', 'call/remote 34', 'call/remote 35'];
      expect(remotes(alice)).toEqual(['call/remote 31', 'call/remote +49432', ...established]);
    }));

  test('nobody else, on a line that does not believe its exchange', () =>
    scene(
      async (alice, bob) => {
        await ladder(
          alice,
          bob,
          `
        dial
        INVITE sdp  -->
                    <--  200 sdp [P-Asserted-Identity: <sip:31@example.test>]   established
        ACK         -->
                    <--  INVITE sdp [P-Asserted-Identity: <sip:33@example.test>]
        200 sdp     -->
                    <--  ACK
                    <--  BYE             ended hung-up them
        200 BYE     -->`,
        );
        expect(remotes(alice)).toEqual(['call/established bob@example.test']);
      },
      { alice: { line: { trustsIdentity: false } } },
    ));
});

describe('a withheld number (RFC 3323, RFC 3325 §9.2)', () => {
  const flow = `
      dial
      INVITE sdp [From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=] [Privacy: id] [P-Preferred-Identity: "Alice" <sip:alice@example.test>]  -->
                  <--  407 [Proxy-Authenticate: Digest realm="example.test", nonce="n1", qop="auth"]
      ACK         -->
      INVITE sdp [From: <sip:anonymous@anonymous.invalid>] [Proxy-Authorization: username="alice"] -->
                  <--  200 sdp         established
      ACK [From: "Anonymous" <sip:anonymous@anonymous.invalid>]        -->
      hold
      INVITE sdp:sendonly [From: "Anonymous" <sip:anonymous@anonymous.invalid>] [Contact: <sip:anonymous@127.0.0.1]  -->
                  <--  200 sdp:recvonly   hold ours
      ACK         -->
                  <--  INVITE sdp:recvonly
      200 sdp [Contact: <sip:anonymous@127.0.0.1]    -->
                  <--  ACK
      hang-up                          ended hung-up us
      BYE [From: "Anonymous" <sip:anonymous@anonymous.invalid>] -->
                  <--  200 BYE`;

  const nothingTells = (alice: Alice): void => {
    const sent =
      alice.signalling.trace(alice.line.id)?.messages.filter(({ direction }) => direction === 'out') ?? [];
    const telling = sent
      .filter(({ text }) => !text.includes(' REGISTER'))
      .map(({ text }) => text.replace(/^(?:P-Preferred-Identity|Proxy-Authorization): .*$/gm, ''));
    expect(telling.filter((text) => /alice/i.test(text.replace(/^SIP\/2\.0[\s\S]*/, '')))).toEqual([]);
  };

  test('of every call of a line', () =>
    scene(
      async (alice, bob) => {
        await ladder(alice, bob, flow);
        nothingTells(alice);
      },
      { alice: { line: { hidesIdentity: true } } },
    ));

  test('of one call', () =>
    scene(async (alice, bob) => {
      await ladder(alice, bob, flow.replace('dial\n', 'dial-hidden\n'));
      nothingTells(alice);
    }));
});
