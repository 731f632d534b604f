import { describe, expect, test } from 'vitest';
import type { Alice } from './support/alice';
import type { FarEnd } from './support/far-end';
import { ladder } from './support/ladder';
import { RoamingNetwork } from './support/roaming-network';
import { scene } from './support/scene';
import { HUNG_UP_BY_THEM, talking } from './support/talking';
import { until } from './support/waiting';

const THERE = '127.0.0.2';
const ELSEWHERE = '127.0.0.3';

/** Alice at 127.0.0.1, until `move` takes her elsewhere. */
function roaming(
  play: (alice: Alice, bob: FarEnd, move: (address?: string) => void) => Promise<void>,
): Promise<void> {
  const network = new RoamingNetwork();
  const move = (address = THERE): void => {
    network.address = address;
  };
  return scene((alice, bob) => play(alice, bob, move), {
    alice: { network, addresses: () => [network.address] },
  });
}

describe('this machine has another address', () => {
  test.each(['us', 'them'] as const)('a call made by %s goes on from there (RFC 3261 §12.2.1.1)', (who) =>
    roaming(async (alice, bob, move) => {
      await talking(alice, bob, who);
      move();
      await ladder(
        alice,
        bob,
        `
        INVITE sdp:sendrecv [Contact: <sip:alice@${THERE}:] [Via: ${THERE}] -->
                  <--  200 sdp:sendrecv          hold none
        ACK       -->`,
      );
      expect(alice.media.last.movedTimes).toBe(1);
      expect(alice.media.last.here()).toBe(THERE);
      await until(
        () => bob.seen.some((message) => (message.header('contact') ?? '').includes(`alice@${THERE}:`)),
        'registered from there',
      );
      // They find us there.
      await ladder(alice, bob, HUNG_UP_BY_THEM);
    }),
  );

  test('a held call stays held', () =>
    roaming(async (alice, bob, move) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        hold
        INVITE sdp:sendonly  -->
                  <--  200 sdp:recvonly          hold ours
        ACK       -->`,
      );
      move();
      await ladder(
        alice,
        bob,
        `
        INVITE sdp:sendonly [Contact: <sip:alice@${THERE}:] -->
                  <--  200 sdp:recvonly          hold ours
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('a far end that refuses the new offer keeps its call', () =>
    roaming(async (alice, bob, move) => {
      await talking(alice, bob);
      move();
      await ladder(
        alice,
        bob,
        `
        INVITE sdp  -->
                  <--  488
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
      expect(alice.events.some(({ kind }) => kind === 'call/refused')).toBe(false);
    }));

  test('both ask at once: ours is asked again later (RFC 3261 §14.1)', () =>
    roaming(async (alice, bob, move) => {
      await talking(alice, bob);
      move();
      await ladder(
        alice,
        bob,
        `
        INVITE sdp  -->
                  <--  491
        ACK       -->
        INVITE sdp [Contact: <sip:alice@${THERE}:] -->
                  <--  200 sdp                   hold none
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test.each(['us', 'them'] as const)(
    'and soon another one, before they answered our re-INVITE: that is given up, call made by %s',
    (who) =>
      roaming(async (alice, bob, move) => {
        await talking(alice, bob, who);
        move();
        await ladder(
          alice,
          bob,
          `
        INVITE sdp [Contact: <sip:alice@${THERE}:] -->`,
        );
        const [invite] = bob.seen
          .filter(({ method, status }) => method === 'INVITE' && status === 0)
          .slice(-1);
        const inviteSeq = invite?.header('cseq')?.split(' ')[0] ?? '';
        move(ELSEWHERE);
        await ladder(
          alice,
          bob,
          `
        ACK [CSeq: ${inviteSeq} ACK] [Via: ${ELSEWHERE}] -->
        INVITE sdp [Contact: <sip:alice@${ELSEWHERE}:] -->
                  <--  500 [Retry-After: 0]
        ACK       -->
        INVITE sdp [Contact: <sip:alice@${ELSEWHERE}:] -->
                  <--  200 sdp                   hold none
        ACK       -->
        hold
        INVITE sdp:sendonly  -->
                  <--  200 sdp:recvonly          hold ours
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
        );
      }),
    20_000,
  );

  test('a hold that was under way is asked for again from there', () =>
    roaming(async (alice, bob, move) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        hold
        INVITE sdp:sendonly  -->`,
      );
      move();
      await ladder(
        alice,
        bob,
        `
        ACK       -->
        INVITE sdp:sendonly [Contact: <sip:alice@${THERE}:] -->
                  <--  200 sdp:recvonly          hold ours
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('a call being made that nobody has heard of yet is made from there', () =>
    roaming(async (alice, bob, move) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp [Contact: <sip:alice@127.0.0.1:] -->
                  <--  100                       trying`,
      );
      move();
      await ladder(
        alice,
        bob,
        `
        INVITE sdp [Contact: <sip:alice@${THERE}:] -->
                  <--  200 sdp                   established
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('one that rings is over: its answer would go to where we were', () =>
    roaming(async (alice, bob, move) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  180                       ringing`,
      );
      move();
      expect(await alice.reports.next(6_000)).toBe('ended connection-lost');
    }));

  test('a call that rings here is answered from there', () =>
    roaming(async (alice, bob, move) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp                incoming
        180       -->`,
      );
      move();
      await until(
        () => bob.seen.some((message) => (message.header('contact') ?? '').includes(`alice@${THERE}:`)),
        'registered from there',
        8_000,
      );
      await ladder(
        alice,
        bob,
        `
        answer                                   established
        200 sdp [Contact: <sip:alice@${THERE}:] -->
                  <--  ACK
        ${HUNG_UP_BY_THEM}`,
      );
    }));
});
