import { describe, expect, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { HUNG_UP_BY_THEM, talking } from './support/talking';
import { until } from './support/waiting';

describe('UPDATE in a call (RFC 3311)', () => {
  test.each(['us', 'them'] as const)('hold and resume by UPDATE, call made by %s', (who) =>
    scene(async (alice, bob) => {
      await talking(alice, bob, who);
      await ladder(
        alice,
        bob,
        `
                  <--  UPDATE sdp:sendonly            hold theirs
        200 UPDATE sdp:recvonly [Allow: UPDATE]  -->
                  <--  UPDATE sdp:sendrecv            hold none
        200 UPDATE sdp:sendrecv  -->
        ${HUNG_UP_BY_THEM}`,
      );
    }),
  );

  test('without a description it is answered without one', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  UPDATE
        200 UPDATE [Contact: sip:alice]  -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('glare: an offer while ours is open hears 491, one while theirs is open 500 (§5.2)', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        hold
        INVITE sdp:sendonly  -->
                  <--  UPDATE sdp
        491 UPDATE  -->
                  <--  UPDATE
        200 UPDATE  -->
                  <--  200 INVITE sdp:recvonly        hold ours
        ACK       -->`,
      );
      alice.media.delay = () => new Promise((resolve) => setTimeout(resolve, 40));
      await ladder(
        alice,
        bob,
        `
                  <--  UPDATE sdp
                  <--  UPDATE sdp:sendonly
        500 UPDATE  -->
        200 UPDATE sdp:sendonly  -->
        ${HUNG_UP_BY_THEM}`,
      );
      expect(bob.seen.find(({ status }) => status === 500)?.header('retry-after')).toMatch(/^(?:10|\d)$/);
    }));

  test('a hold of ours waits until their UPDATE is answered', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      const asked: (() => void)[] = [];
      alice.media.delay = () =>
        new Promise((resolve) => {
          asked.push(resolve);
        });
      await ladder(
        alice,
        bob,
        `
                  <--  UPDATE sdp:sendonly`,
      );
      await until(() => asked.length > 0, 'our answer is being made');
      alice.media.delay = () => Promise.resolve();
      await ladder(
        alice,
        bob,
        `
        hold
        quiet`,
      );
      asked[0]?.();
      await ladder(
        alice,
        bob,
        `
        200 UPDATE sdp:recvonly  -->                  hold theirs
        INVITE sdp:sendonly  -->
                  <--  200 INVITE sdp:inactive        hold both
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('an offer media cannot answer hears 488, the call goes on', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      alice.media.nextFailure = { kind: 'no-common-codec' };
      await ladder(
        alice,
        bob,
        `
                  <--  UPDATE sdp
        488 UPDATE  -->
        hold
        INVITE sdp:sendonly  -->
                  <--  200 INVITE sdp:recvonly        hold ours
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('BYE while our answer is being made', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      alice.media.delay = () => new Promise((resolve) => setTimeout(resolve, 50));
      await ladder(
        alice,
        bob,
        `
                  <--  UPDATE sdp:sendonly
                  <--  BYE                            ended hung-up them
        200 BYE   -->
        487 UPDATE  -->`,
      );
    }));

  test('a number lower than the last one hears 500 (RFC 3261 §12.2.2), a dialog nobody knows 481', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      const dialog = bob.dialogs.at(-1);
      if (!dialog) throw new Error('no dialog');
      const right = dialog.remote;
      dialog.cseq = 10;
      await ladder(
        alice,
        bob,
        `
                  <--  UPDATE
        200 UPDATE  -->`,
      );
      dialog.cseq = 4;
      await ladder(
        alice,
        bob,
        `
                  <--  UPDATE
        500 UPDATE  -->
                  <--  INFO
        500 INFO  -->`,
      );
      dialog.cseq = 20;
      dialog.remote = right.replace(/tag=\w+/, 'tag=other');
      await ladder(
        alice,
        bob,
        `
                  <--  UPDATE
        481 UPDATE  -->
                  <--  PRACK [RAck: 1 1 INVITE]
        481 PRACK  -->`,
      );
      dialog.remote = right;
      await ladder(alice, bob, HUNG_UP_BY_THEM);
    }));

  test('it says where the far end is from now on', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      const dialog = bob.dialogs.at(-1);
      await ladder(
        alice,
        bob,
        `
                  <--  UPDATE [Contact: <sip:mobile@${bob.hostPort}>]
        200 UPDATE  -->
        hang-up                                       ended hung-up us
        BYE       -->
                  <--  200 BYE`,
      );
      expect(dialog).toBeDefined();
      expect(bob.seen.find(({ method }) => method === 'BYE')?.start).toContain('sip:mobile@');
    }));

  test('our hold before the ACK to our 200 waits for it (RFC 3261 §14.1)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp                     incoming
        180       -->
        answer                                        established
        200 sdp   -->
        hold
        quiet
                  <--  ACK
        INVITE sdp:sendonly  -->
                  <--  200 INVITE sdp:recvonly        hold ours
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('a reliable provisional response to our re-INVITE is acknowledged', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        hold
        INVITE sdp:sendonly  -->
                  <--  183 [Require: 100rel] [RSeq: 9]
        PRACK [RAck: 9 2 INVITE]  -->
                  <--  200 PRACK
                  <--  200 INVITE sdp:recvonly        hold ours
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));
});
