import { describe, expect, test } from 'vitest';
import { ladder } from './support/ladder';
import { scene } from './support/scene';
import { HUNG_UP_BY_THEM } from './support/talking';

describe('a call that rings at several telephones (RFC 3261 §13.2.2.4)', () => {
  test('the last one heard is heard; the one that answers wins, though its 200 says nothing new', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  180 #1                              ringing
                  <--  183 sdp:sendonly #1 [Require: 100rel] [RSeq: 10]    early-media
        PRACK [RAck: 10 1 INVITE]  -->
                  <--  200 PRACK
                  <--  183 INVITE sdp:sendrecv #2 [Require: 100rel] [RSeq: 20]
        PRACK [RAck: 20 1 INVITE]  -->
                  <--  200 PRACK
                  <--  200 INVITE #1                       established
        ACK       -->`,
      );
      const heard = alice.media.last.answers.map((answer) => /a=(send\w+)/.exec(answer)?.[1]);
      expect(heard).toEqual(['sendonly', 'sendrecv', 'sendonly']);
      await ladder(
        alice,
        bob,
        `
        hang-up                                            ended hung-up us
        BYE       -->
                  <--  200 BYE`,
      );
    }));

  test('each is acknowledged by itself: their numbers have nothing to do with each other', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  180 #1 [Require: 100rel] [RSeq: 5]  ringing
        PRACK [RAck: 5 1 INVITE] [CSeq: 2 PRACK]  -->
                  <--  200 PRACK
                  <--  180 INVITE #2 [Require: 100rel] [RSeq: 5]
        PRACK [RAck: 5 1 INVITE] [CSeq: 2 PRACK]  -->
                  <--  200 PRACK
                  <--  486 INVITE                          ended busy
        ACK       -->`,
      );
    }));

  test('two answer: the second hears that the first has the call (RFC 3326)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  180 #1                              ringing
                  <--  180 #2
                  <--  200 INVITE sdp #1                   established
        ACK       -->
                  <--  200 INVITE sdp #2
        ACK       -->
        BYE [Reason: SIP;cause=200]  -->
                  <--  200 BYE
        hang-up                                            ended hung-up us
        BYE [Reason:]  -->
                  <--  200 BYE`,
      );
    }));

  test('UPDATE of a telephone that rings changes what it sounds like (RFC 3311)', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  183 sdp [Require: 100rel] [RSeq: 1]   early-media
        PRACK     -->
                  <--  200 PRACK
                  <--  UPDATE sdp:sendonly
        200 UPDATE sdp:recvonly [Contact: sip:alice]  -->
                  <--  UPDATE
        200 UPDATE  -->
                  <--  200 INVITE sdp:sendrecv             established
        ACK       -->`,
      );
      // What the 200 repeats is older than the UPDATE.
      expect(alice.media.last.answers).toHaveLength(2);
      await ladder(alice, bob, HUNG_UP_BY_THEM);
    }));

  test('an UPDATE with an offer before our own is answered hears 491', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  183 sdp                             early-media
                  <--  UPDATE sdp
        491 UPDATE  -->
                  <--  INFO
        200 INFO  -->
                  <--  PRACK [RAck: 1 1 INVITE]
        481 PRACK  -->
                  <--  486 INVITE                          ended busy
        ACK       -->`,
      );
    }));

  test('an UPDATE that crosses our CANCEL changes nothing any more', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  183 sdp [Require: 100rel] [RSeq: 1]   early-media
        PRACK     -->
                  <--  200 PRACK
        hang-up                                            ended cancelled
        CANCEL    -->
                  <--  UPDATE sdp
        481 UPDATE  -->
                  <--  200 CANCEL
                  <--  487 INVITE
        ACK       -->`,
      );
    }));

  test('a 200 with another Contact than the ringing: the rest of the call goes there', () =>
    scene(async (alice, bob) => {
      await ladder(
        alice,
        bob,
        `
        dial
        INVITE sdp  -->
                  <--  180                                 ringing
                  <--  200 sdp [Contact: <sip:desk@${bob.hostPort}>]   established
        ACK       -->
        hang-up                                            ended hung-up us
        BYE       -->
                  <--  200 BYE`,
      );
      const requests = bob.seen.filter(
        ({ method, status }) => status === 0 && ['ACK', 'BYE'].includes(method),
      );
      expect(requests.map(({ start }) => start.split(' ')[1]?.split('@')[0])).toEqual([
        'sip:desk',
        'sip:desk',
      ]);
    }));
});
