import { describe, expect, test } from 'vitest';
import type { FarEnd } from './support/far-end';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { tagOf } from './support/sip-text';
import { HUNG_UP_BY_THEM, talking } from './support/talking';

/** How Alice would find the newest dialog. */
function replaces(bob: FarEnd, more = ''): string {
  const dialog = bob.dialogs.at(-1);
  if (!dialog) throw new Error('no dialog');
  return `[Replaces: ${dialog.callId};to-tag=${tagOf(dialog.remote)};from-tag=${dialog.localTag}${more}]`;
}

describe('an INVITE takes the place of a call (RFC 3891 §3)', () => {
  test.each(['us', 'them'] as const)('that stands, made by %s: no ringing, the old one ends', (who) =>
    scene(async (alice, bob) => {
      await talking(alice, bob, who);
      const header = replaces(bob);
      await ladder(
        alice,
        bob,
        `
        new-call
                  <--  INVITE sdp ${header} [From: "Carol" <sip:carol@example.test>;tag=c] [Require: replaces]   established
        200 INVITE sdp  -->
        BYE       -->
                  <--  200 BYE
                  <--  ACK [From: "Carol" <sip:carol@example.test>;tag=c]
        hold
        INVITE sdp:sendonly  -->
                  <--  200 sdp:recvonly    hold ours
        ACK       -->
        hang-up                            ended hung-up us
        BYE       -->
                  <--  200 BYE`,
      );
      expect(alice.callIds).toHaveLength(1);
      expect(alice.events.filter(({ kind }) => kind === 'call/established')).toMatchObject([
        { callId: alice.callId },
        { callId: alice.callId, remote: { name: 'Carol', number: 'carol@example.test' } },
      ]);
    }),
  );

  test('with a quarter of all datagrams lost', async () => {
    const play = (seed: number): Promise<void> =>
      scene(
        async (alice, bob) => {
          const lossy = { lossy: true };
          await ladder(alice, bob, 'dial\nINVITE sdp  -->\n<--  200 sdp  established\nACK  -->', lossy);
          const header = replaces(bob);
          await ladder(
            alice,
            bob,
            `
            new-call
                      <--  INVITE sdp ${header}   established
            200 INVITE sdp  -->
            BYE       -->
                      <--  200 BYE
                      <--  ACK
            ${HUNG_UP_BY_THEM}`,
            lossy,
          );
        },
        { loss: 0.25, seed, t1Ms: 25 },
      );
    await Promise.all([1, 2, 3, 4, 5, 6].map(play));
  });

  test('that our user holds: the new far end is held from the first packet on', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      const header = replaces(bob);
      await ladder(
        alice,
        bob,
        `
        hold
        INVITE sdp:sendonly  -->
                  <--  200 sdp:recvonly    hold ours
        ACK       -->
        new-call
                  <--  INVITE sdp ${header}   established, hold ours
        200 INVITE sdp:sendonly  -->
        BYE       -->
                  <--  200 BYE
                  <--  ACK
        resume
        INVITE sdp:sendrecv  -->
                  <--  200 sdp             hold none
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('without a description of its own: ours is the offer', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      const header = replaces(bob);
      await ladder(
        alice,
        bob,
        `
        new-call
                  <--  INVITE ${header}
        200 INVITE sdp  -->
        BYE       -->
                  <--  200 BYE
                  <--  ACK sdp             established
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('that we are making: it is given up, and the new one stands', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  180                 ringing`,
      );
      const header = replaces(bob, ';early-only');
      await ladder(
        alice,
        bob,
        `
        new-call
                  <--  INVITE sdp ${header}   established
        200 INVITE sdp  -->
        CANCEL    -->
                  <--  200 CANCEL
                  <--  487 INVITE
        ACK       -->
                  <--  ACK
        ${HUNG_UP_BY_THEM}`,
      );
      expect(alice.callIds).toHaveLength(1);
    }));

  test('that rings here: 481, it rings on', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp          incoming
        180       -->`,
      );
      const header = replaces(bob);
      await ladder(
        alice,
        bob,
        `
        new-call
                  <--  INVITE sdp ${header}
        481 INVITE  -->
                  <--  ACK`,
      );
      bob.turnDialogs();
      await ladder(
        alice,
        bob,
        `
        decline 486                        ended declined us
        486 INVITE  -->`,
      );
    }));

  test('that stands, though only an early one was wanted: 486', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      const header = replaces(bob, ';early-only');
      await ladder(
        alice,
        bob,
        `
        new-call
                  <--  INVITE sdp ${header}
        486 INVITE  -->
                  <--  ACK
        other-dialog
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('that has ended: 603', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      const header = replaces(bob);
      await ladder(
        alice,
        bob,
        `
        ${HUNG_UP_BY_THEM}
        new-call
                  <--  INVITE sdp ${header}
        603 INVITE  -->
                  <--  ACK`,
      );
    }));

  test.each([
    ['nobody knows', '[Replaces: 1;to-tag=2;from-tag=3]', 481],
    ['is not named in full', '[Replaces: 1;to-tag=2]', 400],
    ['is one of two', '[Replaces: 1;to-tag=2;from-tag=3] [Replaces: 2;to-tag=2;from-tag=3]', 400],
    ['is to be joined too', '[Replaces: 1;to-tag=2;from-tag=3] [Join: 2;to-tag=2;from-tag=3]', 400],
  ])('that %s', (_what, headers, status) =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp ${headers}
        ${String(status)} INVITE  -->
                  <--  ACK`,
      );
    }),
  );

  test('without a common codec: 488, the old call stands', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      const header = replaces(bob);
      alice.media.nextFailure = { kind: 'no-common-codec' };
      await ladder(
        alice,
        bob,
        `
        new-call
                  <--  INVITE sdp ${header}
        488 INVITE  -->
                  <--  ACK
        other-dialog
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('given up by the newcomer while our description is made: the old call stands', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      const header = replaces(bob);
      alice.media.delay = () => new Promise((resolve) => setTimeout(resolve, 50));
      await ladder(
        alice,
        bob,
        `
        new-call
                  <--  INVITE sdp ${header}
                  <--  CANCEL
        200 CANCEL  -->
        487 INVITE  -->
                  <--  ACK
        other-dialog
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('the old far end hangs up meanwhile: nothing is left to take over', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      const header = replaces(bob);
      alice.media.delay = () => new Promise((resolve) => setTimeout(resolve, 50));
      await ladder(
        alice,
        bob,
        `
        new-call
                  <--  INVITE sdp ${header}
        other-dialog
                  <--  BYE                 ended hung-up them
        200 BYE   -->
        603 INVITE  -->
        other-dialog
                  <--  ACK`,
      );
    }));

  test('Join is not followed (RFC 3911): 420 where it is required', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp [Join: 1;to-tag=2;from-tag=3] [Require: join]
        420 INVITE [Unsupported: join]  -->
                  <--  ACK`,
      );
    }));

  test('in a request that is no INVITE: 400', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  OPTIONS [Replaces: 1;to-tag=2;from-tag=3]
        400 OPTIONS  -->`,
      );
    }));
});
