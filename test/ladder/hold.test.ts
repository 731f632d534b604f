import { describe, expect, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { HUNG_UP_BY_THEM, talking } from './support/talking';

describe('in a call', () => {
  test.each(['us', 'them'] as const)('hold and resume by us, call made by %s (RFC 3665 §3.6)', (who) =>
    scene(async (alice, bob) => {
      await talking(alice, bob, who);
      await ladder(
        alice,
        bob,
        `
        hold
        INVITE sdp:sendonly  -->
                  <--  200 sdp:recvonly   hold ours
        ACK       -->
        resume
        INVITE sdp:sendrecv  -->
                  <--  200 sdp:sendrecv   hold none
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }),
  );

  test.each(['sendonly', 'inactive', '0.0.0.0'])('hold and resume by them with %s', (direction) =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp:${direction}   hold theirs
        200 sdp:${direction === 'inactive' ? 'inactive' : 'recvonly'}  -->
                  <--  ACK
                  <--  INVITE sdp:sendrecv       hold none
        200 sdp:sendrecv  -->
                  <--  ACK
        ${HUNG_UP_BY_THEM}`,
      );
    }),
  );

  test('both hold, then resume one after the other', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp:sendonly       hold theirs
        200 sdp:recvonly  -->
                  <--  ACK
        hold
        INVITE sdp:sendonly  -->
                  <--  200 sdp:inactive          hold both
        ACK       -->
                  <--  INVITE sdp:sendrecv       hold ours
        200 sdp:sendonly  -->
                  <--  ACK
        resume
        INVITE sdp:sendrecv  -->
                  <--  200 sdp                   hold none
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('a hold they refuse leaves the call as it was', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        hold
        INVITE sdp:sendonly  -->
                  <--  488                       refused hold 488
        ACK       -->`,
      );
      expect(alice.media.last.rolledBack).toBe(1);
      await ladder(alice, bob, HUNG_UP_BY_THEM);
    }));

  test('glare: 491 is tried again after a random time (RFC 3261 §14.1)', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        hold
        INVITE sdp:sendonly  -->
                  <--  491
        ACK       -->
        INVITE sdp:sendonly  -->
                  <--  200 sdp:recvonly          hold ours
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('glare: their re-INVITE while ours is open hears 491 (RFC 3261 §14.2)', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob, 'them');
      await ladder(
        alice,
        bob,
        `
        hold
        INVITE sdp:sendonly  -->
                  <--  INVITE sdp
        491       -->
                  <--  ACK
                  <--  200 INVITE sdp:recvonly   hold ours
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('a hold wanted while theirs is under way waits for its ACK', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp:sendonly       hold theirs
        200 sdp:recvonly  -->
        hold
        quiet
                  <--  ACK
        INVITE sdp:sendonly  -->
                  <--  200 INVITE sdp:inactive   hold both
        ACK       -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('their re-INVITE without a description: we offer again', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE
        200 sdp:sendrecv  -->
                  <--  ACK sdp:sendrecv
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('the dialog is gone on the other side: 481 to a re-INVITE ends the call', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
        hold
        INVITE sdp:sendonly  -->
                  <--  481                       ended connection-lost
        ACK       -->
        BYE       -->
                  <--  481 BYE`,
      );
    }));

  test('BYE while our answer to their re-INVITE is being built', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      alice.media.delay = () => new Promise((resolve) => setTimeout(resolve, 50));
      await ladder(
        alice,
        bob,
        `
                  <--  INVITE sdp:sendonly
                  <--  BYE                       ended hung-up them
        200 BYE   -->
        487 INVITE  -->
                  <--  ACK`,
      );
    }));

  test('DTMF both ways; as INFO when they have no telephone-event, and refused when they take none', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(alice, bob, 'dtmf 12#');
      expect(alice.media.last.sentDtmf).toBe('12#');
      alice.media.last.dtmfSignal.fire('5');
      expect(await alice.reports.next(1_000)).toBe('dtmf 5');
      alice.media.last.supportsDtmf = false;
      await ladder(
        alice,
        bob,
        `
        dtmf 1*
        INFO digit:1  -->
                  <--  200 INFO
        INFO digit:*  -->
                  <--  200 INFO
        dtmf 23
        INFO digit:2  -->
                  <--  415 INFO                  refused dtmf 415
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('OPTIONS, INFO, NOTIFY and MESSAGE in a call', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      await ladder(
        alice,
        bob,
        `
                  <--  OPTIONS
        200 OPTIONS [Allow: INVITE] [Accept: application/sdp] [Supported: 100rel, timer]  -->
                  <--  INFO
        200 INFO  -->
                  <--  INFO sdp
        415 INFO  -->
                  <--  NOTIFY [Event: keep-alive]
        200 NOTIFY  -->
                  <--  MESSAGE sdp
        415 MESSAGE  -->
        ${HUNG_UP_BY_THEM}`,
      );
    }));

  test('a wrong tag hears 481', () =>
    scene(async (alice, bob) => {
      await talking(alice, bob);
      const dialog = bob.dialogs.at(-1);
      if (!dialog) throw new Error('no dialog');
      const right = dialog.remote;
      dialog.remote = right.replace(/tag=\w+/, 'tag=other');
      await ladder(
        alice,
        bob,
        `
                  <--  BYE
        481 BYE   -->`,
      );
      dialog.remote = right;
      await ladder(alice, bob, HUNG_UP_BY_THEM);
    }));
});

describe('outside a call', () => {
  test('OPTIONS, INFO, NOTIFY, MESSAGE, SUBSCRIBE, REFER and BYE', () =>
    scene(async (alice, bob) => {
      const from = '[From: <sip:pbx@example.test>;tag=o]';
      await ladder(
        alice,
        bob,
        `
                  <--  OPTIONS ${from}
        200 OPTIONS [Allow: INVITE] [Accept: application/sdp] [Supported: 100rel, timer]  -->
                  <--  INFO ${from}
        481 INFO  -->
                  <--  NOTIFY [Event: message-summary] ${from}
        200 NOTIFY  -->
                  <--  NOTIFY [Event: presence] ${from}
        489 NOTIFY  -->
                  <--  MESSAGE sdp ${from}
        415 MESSAGE  -->
                  <--  SUBSCRIBE [Event: presence] ${from}
        405 SUBSCRIBE  -->
                  <--  REFER [Refer-To: <sip:carol@example.test>] ${from}
        603 REFER  -->
                  <--  BYE ${from}
        481 BYE   -->`,
      );
      bob.forgetDialogs();
    }));
});
